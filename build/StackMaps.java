import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives old classes of a jar stack maps, which Java 6 brought: the JVM's AOT cache takes no class
 * without them, and picocli's were compiled for Java 5.
 *
 * <p>{@code java build/StackMaps.java JAR}; {@code bantam-cli/pom.xml} starts it.
 */
void main(String[] args) throws IOException {
  Path jar = Path.of(args[0]);
  Path made = jar.resolveSibling(jar.getFileName() + ".made");
  try (ZipFile in = new ZipFile(jar.toFile());
      ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
    ClassFile classes =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(name -> stream(in, name))
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    for (ZipEntry entry : Collections.list(in.entries())) {
      byte[] bytes = in.getInputStream(entry).readAllBytes();
      out.putNextEntry(new ZipEntry(entry.getName()));
      out.write(entry.getName().endsWith(".class") ? withStackMaps(classes, bytes) : bytes);
    }
  }
  Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
}

InputStream stream(ZipFile jar, ClassDesc name) {
  try {
    String path = name.descriptorString();
    ZipEntry entry = jar.getEntry(path.substring(1, path.length() - 1) + ".class");
    return entry == null ? null : jar.getInputStream(entry);
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}

byte[] withStackMaps(ClassFile classes, byte[] bytes) {
  ClassModel old = classes.parse(bytes);
  if (old.majorVersion() >= ClassFile.JAVA_6_VERSION) {
    return bytes;
  }
  ClassTransform version =
      (builder, element) ->
          builder.with(
              element instanceof ClassFileVersion
                  ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                  : element);
  // Code that is passed on element by element is written anew, and its stack map with it.
  return classes.transformClass(
      old, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
}
