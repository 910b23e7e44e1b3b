"""The ledger's tables: one typed table a kind of fact, and what stands beside them."""

from lianfang.facts.models.base import Fact, MonthlyFact
from lianfang.facts.models.book import ClockOffset, Request, Touched
from lianfang.facts.models.cases import Action, Admission, Appeal, Card, Case, Decision, Outcome, Referral, Severity
from lianfang.facts.models.collected import CollectedVisit, Destruction

from lianfang.facts.models.cases import (
    Action,
    Admission,
    Appeal,
    Card,
    Case,
    Decision,
    Outcome,
    Referral,
    Severity,
    Unanswered,
)
from lianfang.facts.models.command import (
    Acceptance,
    Assignment,
    Consignment,
    Declaration,
    Evidence,
    Finding,
    Inspection,
    Measurement,
    Rectification,
    ReportedCount,
    Shift,
    Signal,
    SignalAnswer,
    SignOff,
    Stock,
    Task,
    Waiver,
)
from lianfang.facts.models.contacts import Attempt, Exposure, Notice, Transfer
from lianfang.facts.models.laboratory import Specimen, TestResult
from lianfang.facts.models.letters import Letter, LetterAnswer, LetterName, LetterPassing, LetterReply
from lianfang.facts.models.meetings import Handover, Meeting, Responsibility
from lianfang.facts.models.movement import Journey, Visit
from lianfang.facts.models.observation import HealthCheck, Observation
from lianfang.facts.models.people import Contraindication, Household, Membership, Merge, Person, Symptom, Vaccination

__all__ = [
    "Acceptance",
    "Action",
    "Admission",
    "Appeal",
    "Assignment",
    "Attempt",
    "Card",
    "Case",
    "ClockOffset",
    "CollectedVisit",
    "Consignment",
    "Contraindication",
    "Decision",
    "Declaration",
    "Destruction",
    "Evidence",
    "Exposure",
    "Fact",
    "Finding",
    "Handover",
    "HealthCheck",
    "Household",
    "Inspection",
    "Journey",
    "Letter",
    "LetterAnswer",
    "LetterName",
    "LetterPassing",
    "LetterReply",
    "Measurement",
    "Meeting",
    "Membership",
    "Merge",
    "MonthlyFact",
    "Notice",
    "Observation",
    "Outcome",
    "Person",
    "Rectification",
    "Referral",
    "ReportedCount",
    "Request",
    "Responsibility",
    "Severity",
    "Shift",
    "SignOff",
    "Signal",
    "SignalAnswer",
    "Specimen",
    "Stock",
    "Symptom",
    "Task",
    "TestResult",
    "Touched",
    "Transfer",
    "Unanswered",
    "Vaccination",
    "Visit",
    "Waiver",
]
