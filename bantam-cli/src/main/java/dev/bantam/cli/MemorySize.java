package dev.bantam.cli;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Amounts of memory as users write them, in powers of 1024: {@code 6G}, {@code 512M}. */
final class MemorySize implements ITypeConverter<Long> {
  private static final String UNITS = "KMGT";

  @Override
  public Long convert(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT);
    for (String ending : new String[] {"IB", "B"}) {
      if (upper.endsWith(ending)) {
        upper = upper.substring(0, upper.length() - ending.length());
        break;
      }
    }
    int unit = upper.isEmpty() ? -1 : UNITS.indexOf(upper.charAt(upper.length() - 1));
    String number = unit < 0 ? upper : upper.substring(0, upper.length() - 1);
    try {
      double bytes = Double.parseDouble(number) * Math.pow(1024, unit + 1.0);
      if (bytes >= 1 && bytes < Long.MAX_VALUE) {
        return (long) bytes;
      }
    } catch (NumberFormatException e) {
      // Not a number either.
    }
    throw new TypeConversionException("'" + text + "' is no amount of memory such as 6G or 512M");
  }

  /** The machine's memory in bytes, or the container's limit; Long.MAX_VALUE if unknown. */
  static long total() {
    return ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            && system.getTotalMemorySize() > 0
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
