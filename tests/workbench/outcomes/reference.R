# The reference values of the mixed models: Rscript tests/workbench/outcomes/reference.R
# With Debian 12's r-cran-lme4 1.1-31, r-cran-lmertest and r-cran-pbkrtest on R 4.2.2.
# sleepstudy.csv: Belenky et al., 2003, as lme4 carries it; the others were drawn by a random
# generator and describe nobody.
suppressMessages({library(lme4); library(lmerTest); library(pbkrtest)})
here <- "tests/workbench/outcomes/"
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.02, rhoend = 1e-10))
rows <- list()
keep <- function(study, model, fit) {
  terms <- coef(summary(fit, ddf = "Satterthwaite"))
  kenward <- coef(summary(fit, ddf = "Kenward-Roger"))
  spread <- as.data.frame(VarCorr(fit))
  add <- function(name, what, value)
    rows[[length(rows) + 1]] <<- data.frame(study, model, name, what, value = sprintf("%.10g", value))
  for (term in rownames(terms)) {
    name <- sub("(Intercept)", "intercept", term, fixed = TRUE)
    for (what in c("Estimate", "Std. Error", "df", "Pr(>|t|)"))
      add(name, c("Estimate" = "estimate", "Std. Error" = "error", "df" = "df", "Pr(>|t|)" = "p")[[what]],
          terms[term, what])
    add(name, "error_kenward_roger", kenward[term, "Std. Error"])
    add(name, "df_kenward_roger", kenward[term, "df"])
  }
  sd <- attr(VarCorr(fit)[["person"]], "stddev")
  for (k in seq_along(sd)) add("spread", as.character(k), sd[[k]])
  if (length(sd) > 1) add("spread", "correlation", attr(VarCorr(fit)[["person"]], "correlation")[1, 2])
  for (level in setdiff(names(VarCorr(fit)), "person")) add("spread", "between", attr(VarCorr(fit)[[level]], "stddev"))
  add("fit", "residual", sigma(fit))
  add("fit", "criterion", REMLcrit(fit))
  add("fit", "singular", as.numeric(isSingular(fit)))
}
d <- read.csv(paste0(here, "sleepstudy.csv"))
d <- data.frame(person = d$Subject, time = d$Days, value = d$Reaction)
keep("sleepstudy", "slope", lmer(value ~ time + (time | person), d, control = control))
keep("sleepstudy", "intercept", lmer(value ~ time + (1 | person), d, control = control))
for (study in c("whole", "gaps", "no_slopes")) {
  d <- read.csv(paste0(here, "reference_", study, ".csv"))
  keep(study, "slope", lmer(value ~ time + phase + (time | person), d, control = control))
  keep(study, "intercept", lmer(value ~ time + phase + (1 | person), d, control = control))
  keep(study, "interaction", lmer(value ~ time + phase + time:phase + (1 | person), d, control = control))
  keep(study, "dose", lmer(value ~ time + phase + dose + (time | person), d, control = control))
}
# A search that is held at zero variance ends at 248.467 here, 0.094 above the optimum.
d <- read.csv(paste0(here, "reference_edge.csv"))
keep("edge", "slope", lmer(value ~ time + phase + (time | person), d))
d <- read.csv(paste0(here, "reference_sites.csv"))
keep("sites", "nested", lmer(value ~ time + phase + (time | person) + (1 | site), d, control = control))
keep("sites", "crossed", lmer(value ~ time + phase + (1 | person) + (1 | therapist), d, control = control))
write.csv(do.call(rbind, rows), paste0(here, "reference.csv"), row.names = FALSE, quote = FALSE)
