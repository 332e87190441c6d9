# Writes what haven finds in an SPSS file as CSV: figures that are missing for a reason keep their code, days are days.
arguments <- commandArgs(trailingOnly = TRUE)
library(haven)
found <- read_sav(arguments[1], user_na = TRUE)
labels <- attr(found$value, "labels")
stopifnot(setequal(attr(found$value, "na_values"), c(-97, -98, -99)), length(labels) == 3, !is.null(attr(found$state, "labels")),
          all(is.na(found$value[found$state != "value"])), nchar(attr(found$school, "label")) > 0 || !("school" %in% names(found)))
plain <- lapply(found, function(x) {
  if (inherits(x, "Date")) return(ifelse(is.na(x), "", format(x)))
  x <- unclass(x)
  attributes(x) <- NULL
  if (is.numeric(x)) ifelse(is.na(x), "", sprintf("%.15g", x)) else x
})
write.csv(as.data.frame(plain, optional = TRUE), arguments[2], row.names = FALSE, fileEncoding = "UTF-8")
