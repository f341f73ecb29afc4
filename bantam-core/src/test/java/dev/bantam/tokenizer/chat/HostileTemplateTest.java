package dev.bantam.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bantam.format.MalformedFileException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates that would run, grow or nest without end, or reach out of the sandbox. */
class HostileTemplateTest {
  /** Far more than it takes; a template without limits would never end. */
  private static final Duration LONG = Duration.ofSeconds(20);

  static List<String> templates() {
    List<String> all = new ArrayList<>();
    all.addAll(loops());
    all.addAll(sizes());
    all.addAll(depths());
    all.addAll(escapes());
    return all;
  }

  private static List<String> loops() {
    String nested = "{% for a in range(99999) %}".repeat(3) + "{% endfor %}".repeat(3);
    return List.of(
        nested,
        "{% for a in range(10**9) %}{% endfor %}",
        "{% for a in range(0 - 10**18, 10**18, 3) %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{% call m() %}{{ caller }}{% endcall %}{% endmacro %}{{ m() }}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40)"
            + " }}",
        "{% for n in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
        "{% for n in l recursive %}{{ loop(l) }}{% endfor %}");
  }

  private static List<String> sizes() {
    String doubling = "{% set ns = namespace(x='ab') %}{% for a in range(99) %}";
    return List.of(
        "{{ 'a' * 10**9 }}",
        "{{ 'a' * (2**62) }}",
        "{{ [1] * 10**9 }}",
        "{{ ([1] * 10**5)|tojson(indent=10**6) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '%.1000000000f' % 1 }}",
        "{{ '{:>1000000000}'.format(1) }}",
        "{{ 'a'.center(10**9) }}{{ 'a'.zfill(10**9) }}",
        "{{ 'a\nb'|indent(10**9) }}",
        "{{ 'a\tb'.expandtabs(10**9) }}",
        "{{ 2 ** (2 ** 40) }}",
        "{{ '9'|int * 10**18 * 10 }}",
        doubling + "{% set ns.x = ns.x + ns.x %}{% endfor %}",
        doubling + "{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        doubling + "{% set ns.x = ns.x|replace('a', ns.x) %}{% endfor %}",
        doubling + "{% set ns.x = ns.x ~ '🙂' %}{{ 'a'.join(ns.x * 99999) }}{% endfor %}",
        "{% set a = 'a' * 4000000 %}{{ a.find('a' * 2000000 ~ 'b') }}",
        "{% set a = 'a' * 4000000 %}{% for i in range(99999) %}{{ a in a }}{% endfor %}",
        "{% for i in range(99999) %}{{ 'abcdefghij' * 999 }}{% endfor %}");
  }

  private static List<String> depths() {
    String equal = "{% set n = namespace(a=[], b=[]) %}{% for i in range(90) %}";
    return List.of(
        "{{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}",
        "{{ " + "[".repeat(50_000) + " }}",
        "{{ " + "not ".repeat(50_000) + "1 }}",
        "{{ " + "-".repeat(50_000) + "1 }}",
        "{{ 1" + " + 1".repeat(50_000) + " }}",
        "{{ x" + ".a".repeat(50_000) + " }}",
        "{{ 1" + "|abs".repeat(50_000) + " }}",
        "{{ 1" + " if 1 else 1".repeat(20_000) + " }}",
        "{{ 1" + " ** 1".repeat(50_000) + " }}",
        "{% if 1 %}".repeat(20_000) + "{% endif %}".repeat(20_000),
        "{% set n = namespace(x=[]) %}{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor %}",
        "{% set n = namespace() %}{% set n.x = n %}{{ n }}",
        equal + "{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}{% endfor %}{{ n.a == n.b }}",
        "{#".repeat(100_000),
        "{% raw %}".repeat(25_000),
        "{{ '" + "\\".repeat(200_000));
  }

  private static List<String> escapes() {
    return List.of(
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__']['__base__'] }}",
        "{{ '{0.__class__.__init__}'.format('') + 1 }}",
        "{{ (''|attr('__class__'))() }}",
        "{{ range.__globals__['x'] }}",
        "{{ raise_exception.__globals__.x }}",
        "{{ [1].append(2) }}",
        "{{ {}.update({}) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__ }}");
  }

  @ParameterizedTest
  @MethodSource("templates")
  void endsWithAnError(String source) {
    Throwable thrown =
        Assertions.assertTimeoutPreemptively(LONG, () -> catchThrowable(() -> render(source)));
    assertThat(thrown).isInstanceOfAny(TemplateException.class, MalformedFileException.class);
  }

  private static void render(String source) throws MalformedFileException {
    Map<String, Object> variables = Map.of("x", Map.of("a", 1), "l", List.of(1, 2));
    Template.parse("hostile", source).render(variables, Set.of(), LocalDateTime.MIN);
  }

  @ParameterizedTest
  @MethodSource("templates")
  void leavesRoomOnASmallStack(String source) throws InterruptedException {
    List<Throwable> thrown = new ArrayList<>();
    Runnable run = () -> thrown.add(catchThrowable(() -> render(source)));
    Thread thread = new Thread(null, run, "small stack", 512 << 10);
    thread.start();
    thread.join(LONG);
    assertThat(thrown)
        .singleElement()
        .isInstanceOfAny(TemplateException.class, MalformedFileException.class);
  }
}
