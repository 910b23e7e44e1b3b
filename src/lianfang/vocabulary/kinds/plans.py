"""Facts of how a plan comes into force: one proposes its text, two sign it, each with what they saw of it."""

from lianfang.vocabulary.columns import Column, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.shared_columns import DISEASE, NOTE

# `texts` are the files as JSON, from the bottom: `[{"plan": id, "text": text}]`, the last the one proposed. So what was
# signed stays what it was, whatever ships later. `digest` is that of the plan as read.
PLAN_PROPOSAL = Kind(
    "plan_proposal",
    "方案（拟）",
    "Proposed plan",
    subject="plan",
    key=("subject",),
    moment_zh="提出时间",
    moment_en="Proposed",
    columns=(
        Column("plan", Type.TEXT, "方案", "Plan", required=True),
        Column("layer", Type.TEXT, "层级文件", "Layer", required=True),
        DISEASE,
        Column("texts", Type.TEXT, "方案文本", "Texts", required=True),
        Column("digest", Type.TEXT, "文本校验码", "Digest of the text", required=True),
        Column("begins", Type.DATE, "施行日期", "In force from", required=True),
        Column("proposed_by", Type.NAME, "提出人", "Proposed by"),
        NOTE,
    ),
)

# `preview` is what the signer saw, as JSON: the changes in words and whom they move, as known at `known`.
PLAN_SIGNATURE = Kind(
    "plan_signature",
    "方案签署",
    "Signature of a plan",
    subject="plan",
    key=("subject", "account"),
    moment_zh="签署时间",
    moment_en="Signed",
    columns=(
        Column("account", Type.TEXT, "账号", "Account", required=True),
        Column("signed_by", Type.NAME, "签署人", "Signed by", required=True),
        Column("digest", Type.TEXT, "文本校验码", "Digest of the text", required=True),
        Column("preview", Type.TEXT, "签署时所见影响", "What the signer saw", required=True),
        Column("known", Type.MOMENT, "知悉截止", "Known until", required=True),
        NOTE,
    ),
)

KINDS = (PLAN_PROPOSAL, PLAN_SIGNATURE)
