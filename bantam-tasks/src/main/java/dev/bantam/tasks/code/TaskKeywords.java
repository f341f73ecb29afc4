package dev.bantam.tasks.code;

import dev.bantam.tasks.code.AnsibleModules.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keywords of an Ansible task beside its module, as Ansible's "Playbook Keywords" lists them. */
final class TaskKeywords {
  private static final Map<String, Option> ALL = new LinkedHashMap<>();

  static {
    add("str", "when", "changed_when", "failed_when", "until", "register", "delegate_to");
    add("str", "become_user", "become_method", "become_exe", "become_flags", "remote_user");
    add("str", "connection", "debugger", "listen", "name");
    add("bool", "become", "ignore_errors", "ignore_unreachable", "no_log", "run_once");
    add("bool", "check_mode", "diff", "any_errors_fatal", "delegate_facts");
    add("int", "retries", "delay", "async", "poll", "throttle", "timeout", "port");
    add("list", "notify", "tags", "loop", "collections");
    add("dict", "vars", "environment", "loop_control", "args", "module_defaults");
  }

  /** Those that a task is completed with; all others are rare, or take its place. */
  private static final List<String> COMMON =
      List.of(
          "when",
          "changed_when",
          "failed_when",
          "until",
          "register",
          "delegate_to",
          "become",
          "become_user",
          "ignore_errors",
          "no_log",
          "run_once",
          "retries",
          "delay",
          "notify",
          "tags",
          "loop",
          "vars",
          "environment");

  private TaskKeywords() {}

  private static void add(String type, String... names) {
    for (String name : names) {
      ALL.put(name, Option.of(type));
    }
  }

  /** Each with the type of its value. */
  static Map<String, Option> common() {
    Map<String, Option> common = new LinkedHashMap<>();
    COMMON.forEach(name -> common.put(name, ALL.get(name)));
    return common;
  }

  /** Whether a key of a task is a keyword rather than a module. */
  static boolean isKeyword(String key) {
    return ALL.containsKey(key) || key.startsWith("with_");
  }
}
