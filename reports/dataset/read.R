# Reads released figures and makes a table of them: how each component stands.
#
#   Rscript @NAME@.R [folder with the files]
#
# The table has a row for each component and one for the index over all. In its cells stands the mean as it was released (">=4.5" is "at least
# 4.5"), or the word for why there is none. Where the package haven is installed the SPSS file is read, too, and held against the CSV file.
# The Parquet file is read with arrow::read_parquet().

arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) > 0) arguments[1] else "."
file_of <- function(extension) file.path(folder, paste0("@NAME@.", extension))

data <- read.csv(file_of("csv"), fileEncoding = "UTF-8", na.strings = "", stringsAsFactors = FALSE, check.names = FALSE,
                 colClasses = c(measure = "character", state = "character"))

if (file.exists(file_of("sav")) && requireNamespace("haven", quietly = TRUE)) {
  spss <- as.data.frame(haven::read_sav(file_of("sav")))
  stopifnot(identical(names(spss), names(data)), nrow(spss) == nrow(data),
            identical(as.character(spss$state), data$state),
            isTRUE(all.equal(as.numeric(spss$value), as.numeric(data$value))),
            isTRUE(all.equal(as.numeric(spss$n), as.numeric(data$n))))
  message("The SPSS file says the same as the CSV file.")
}

rows <- data$statistic == "mean" & data$measure_kind %in% c("overall", "component") & @ROWS@
marks <- c(exact = "", at_least = ">=", at_most = "<=", middle = "~", between = "~", count = "")
shown <- ifelse(data$state == "value", paste0(marks[data$limit], ifelse(is.na(data$value), "", format(data$value, trim = TRUE, nsmall = 1))), data$state)
where <- @COLUMNS@
in_order <- function(x) factor(x, levels = unique(x))
condition <- tapply(shown[rows], list(in_order(data$measure[rows]), in_order(where[rows])), function(x) x[1])
condition[is.na(condition)] <- ""
write.table(condition, sep = "\t", quote = FALSE, col.names = NA)
