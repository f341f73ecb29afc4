package dev.bantam.evaluate.cost;

import dev.bantam.data.Row;
import dev.bantam.data.RowSource;
import dev.bantam.data.Suggestion;
import dev.bantam.format.MalformedFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A list of prices of APIs: the one that comes with the program, and users' own. Its columns are
 * {@code provider}, {@code model}, {@code currency}, {@code input}, {@code output} and {@code
 * as_of}; {@code cached_input} and {@code source} may be left out.
 */
public final class Prices {
  /** Most rows of a list. */
  private static final int MAX_ROWS = 10_000;

  /** Read when first asked for. */
  private static final class BuiltIn {
    static final Prices PRICES = read();

    private static Prices read() {
      try (RowSource rows = RowSource.csv(Prices.class, "prices.csv")) {
        return new Prices(Prices.read(rows));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** By provider and model. */
  private final Map<String, ApiPrice> byName;

  private Prices(Map<String, ApiPrice> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  /** The list that comes with the program. */
  public static Prices builtIn() {
    return BuiltIn.PRICES;
  }

  /**
   * This list with those of a file, which replace what is called the same.
   *
   * @param file of any kind that holds a table
   * @throws MalformedFileException naming the file, the line and what is wrong
   */
  public Prices with(Path file) throws IOException {
    Map<String, ApiPrice> both = new LinkedHashMap<>(byName);
    try (RowSource rows = RowSource.open(file)) {
      both.putAll(read(rows));
    }
    return new Prices(both);
  }

  /** All prices. */
  public Collection<ApiPrice> all() {
    return byName.values();
  }

  /**
   * The price of a model.
   *
   * @param name {@code provider/model}, or the model alone where one provider has it
   * @throws IllegalArgumentException if there is none, or more than one
   */
  public ApiPrice of(String name) {
    ApiPrice price = byName.get(name);
    if (price != null) {
      return price;
    }
    List<ApiPrice> named = all().stream().filter(each -> each.model().equals(name)).toList();
    if (named.size() == 1) {
      return named.getFirst();
    }
    throw new IllegalArgumentException(
        named.isEmpty()
            ? "no price of '%s' is known%s; add it to a list of your own"
                .formatted(name, Suggestion.didYouMean(name, byName.keySet()))
            : "'%s' has several prices: say which of %s"
                .formatted(name, named.stream().map(ApiPrice::name).toList()));
  }

  private static Map<String, ApiPrice> read(RowSource rows) throws IOException {
    Map<String, ApiPrice> prices = new LinkedHashMap<>();
    for (Row row = rows.next(); row != null; row = rows.next()) {
      if (prices.size() == MAX_ROWS) {
        throw row.wrong(
            String.format(Locale.ROOT, "a list of prices has at most %,d rows", MAX_ROWS));
      }
      ApiPrice price = price(row);
      if (prices.put(price.name(), price) != null) {
        throw row.wrong(price.name() + " has a price already; leave one out");
      }
    }
    return prices;
  }

  private static ApiPrice price(Row row) throws MalformedFileException {
    String cached = row.textOrNone("cached_input");
    try {
      return new ApiPrice(
          row.text("provider"),
          row.text("model"),
          row.text("currency"),
          number(row, "input"),
          number(row, "output"),
          cached.isEmpty() ? Double.NaN : number(row, "cached_input"),
          date(row),
          row.has("source") ? row.text("source") : row.where());
    } catch (IllegalArgumentException e) {
      throw row.wrong(e.getMessage());
    }
  }

  private static double number(Row row, String column) throws MalformedFileException {
    String text = row.text(column);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw row.wrong(
          "column '%s' is '%s', not a price of a million tokens such as 0.15"
              .formatted(column, text));
    }
  }

  private static LocalDate date(Row row) throws MalformedFileException {
    String text = row.text("as_of");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw row.wrong("column 'as_of' is '" + text + "', not a date such as 2026-08-02");
    }
  }
}
