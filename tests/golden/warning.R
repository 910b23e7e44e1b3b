# Rscript warning.R: writes the counts and what R surveillance (Debian r-cran-surveillance 1.20.3) says of them.
# Invented series: sparse, middling with a season, high with a trend, one that grew, one almost always zero.
suppressMessages(library(surveillance))
set.seed(20210124)
n <- 360
week <- seq_len(n)
dates <- seq(as.Date("2013-01-07"), by = "week", length.out = n)
season <- 1 + 0.6 * cos(2 * pi * week / 52.18)
counts <- cbind(
  sparse = rpois(n, 0.4),
  season = rnbinom(n, mu = 12 * season, size = 6),
  trend = rnbinom(n, mu = exp(4 + 0.002 * week) * season, size = 20),
  grew = rpois(n, 0.3 + 4 * (week > 250)),
  rare = rbinom(n, 1, 0.03)
)
for (s in 1:3) for (from in c(120, 230, 330)) counts[from:(from + 3), s] <- counts[from:(from + 3), s] + c(3, 9, 7, 4) * s
write.csv(data.frame(date = dates, counts), "warning_counts.csv", row.names = FALSE, quote = FALSE)

given <- sts(counts, epoch = as.numeric(dates), epochAsDate = TRUE, frequency = 52)
range <- 309:n
told <- list(
  "ears-C1" = earsC(given, control = list(range = range, method = "C1", alpha = 0.001)),
  "ears-C2" = earsC(given, control = list(range = range, method = "C2", alpha = 0.001)),
  "ears-C3" = earsC(given, control = list(range = range, method = "C3", alpha = 0.001)),
  "cusum-standard" = cusum(given, control = list(range = range, k = 1.04, h = 2.26, trans = "standard")),
  "cusum-rossi" = cusum(given, control = list(range = range, k = 1.04, h = 2.26, trans = "rossi")),
  "farrington-default" = farringtonFlexible(given, control = list(range = range, glmWarnings = FALSE)),
  "farrington-noufaily" = farringtonFlexible(given, control = list(range = range, b = 5, w = 3, reweight = TRUE,
    weightsThreshold = 2.58, pastWeeksNotIncluded = 26, pThresholdTrend = 1, thresholdMethod = "nbPlugin",
    noPeriods = 10, alpha = 0.05, limit54 = c(0, 4), powertrans = "2/3", glmWarnings = FALSE)),
  "farrington-muan" = farringtonFlexible(given, control = list(range = range, b = 4, w = 2, reweight = FALSE,
    pastWeeksNotIncluded = 12, pThresholdTrend = 0.1, thresholdMethod = "muan", noPeriods = 5, alpha = 0.01,
    limit54 = c(0, 4), glmWarnings = FALSE)),
  "farrington-half" = farringtonFlexible(given, control = list(range = range, b = 3, w = 4, powertrans = "1/2",
    weightsThreshold = 1, alpha = 0.01, trend = FALSE, glmWarnings = FALSE))
)
rows <- do.call(rbind, lapply(names(told), function(name) {
  one <- told[[name]]
  do.call(rbind, lapply(colnames(counts), function(series) data.frame(
    method = name, series = series, date = dates[range], upper = upperbound(one)[, series],
    alarm = as.integer(alarms(one)[, series] %in% c(1, TRUE)),
    expected = if (startsWith(name, "farr")) one@control$expected[, match(series, colnames(counts))] else NA
  )))
}))
rows$upper <- format(rows$upper, digits = 15, trim = TRUE)
rows$expected <- format(rows$expected, digits = 15, trim = TRUE)
write.csv(rows, gzfile("warning_told.csv.gz"), row.names = FALSE, quote = FALSE)
