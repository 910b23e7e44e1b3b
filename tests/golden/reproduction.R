# Rscript reproduction.R: writes invented incidence and what R EpiEstim (Debian r-cran-epiestim) and glm say of it.
suppressMessages(library(EpiEstim))
set.seed(20210124)
n <- 60
I <- rpois(n, exp(1.5 + 0.05 * seq_len(n) - 0.0008 * pmax(seq_len(n) - 30, 0)^2))
imported <- rbinom(n, I, 0.15)
w <- c(0, 0.1, 0.25, 0.3, 0.15, 0.1, 0.06, 0.04)
write.csv(data.frame(I = I, imported = imported), "reproduction_incidence.csv", row.names = FALSE)
start <- c(2, 5, 8:50, 53); end <- c(9, 7, 8:50 + 9, 60)
told <- function(name, R) data.frame(method = name, t_start = R$t_start, t_end = R$t_end, mean = R$`Mean(R)`,
  sd = R$`Std(R)`, q025 = R$`Quantile.0.025(R)`, q25 = R$`Quantile.0.25(R)`, median = R$`Median(R)`,
  q75 = R$`Quantile.0.75(R)`, q975 = R$`Quantile.0.975(R)`)
split <- data.frame(local = I - imported, imported = imported)
plain <- estimate_R(I, "non_parametric_si", config = make_config(t_start = start, t_end = end, si_distr = w))
apart <- suppressWarnings(estimate_R(split, "non_parametric_si",
  config = make_config(t_start = start, t_end = end, si_distr = w, mean_prior = 2, std_prior = 1)))
shaped <- suppressWarnings(estimate_R(split, "parametric_si",
  config = make_config(t_start = start, t_end = end, mean_si = 4.7, std_si = 2.9)))
cohort <- wallinga_teunis(I, "non_parametric_si", config = list(t_start = start, t_end = end, si_distr = w, n_sim = 0))
uncertain <- suppressWarnings(estimate_R(I, "uncertain_si", config = make_config(t_start = start, t_end = end,
  mean_si = 4.7, std_mean_si = 0.6, min_mean_si = 3, max_mean_si = 6.4,
  std_si = 2.9, std_std_si = 0.4, min_std_si = 2, max_std_si = 3.8, n1 = 2000, n2 = 500, seed = 1)))
wt <- cohort$R
rows <- rbind(told("plain", plain$R), told("apart", apart$R), told("shaped", shaped$R),
  told("uncertain", uncertain$R),
  data.frame(method = "cohort", t_start = wt$t_start, t_end = wt$t_end, mean = wt$`Mean(R)`, sd = NA, q025 = NA,
    q25 = NA, median = NA, q75 = NA, q975 = NA))
growth <- do.call(rbind, lapply(1:(n - 9), function(first) {
  model <- glm(y ~ t, family = quasipoisson, control = glm.control(1e-14, 100),
    data = data.frame(y = I[first + 0:9], t = 0:9))
  s <- summary(model); se <- sqrt(max(s$dispersion, 1) * s$cov.unscaled[2, 2])
  data.frame(method = "growth", t_start = first, t_end = first + 9, mean = coef(model)[2], sd = se,
    q025 = coef(model)[2] + qt(0.025, 8) * se, q25 = NA, median = NA, q75 = NA, q975 = coef(model)[2] + qt(0.975, 8) * se)
}))
rows <- rbind(rows, growth)
for (column in names(rows)[4:10]) rows[[column]] <- format(rows[[column]], digits = 15, trim = TRUE)
write.csv(rows, gzfile("reproduction_told.csv.gz"), row.names = FALSE, quote = FALSE)
