// The documentation's examples in Java, read by the compiler: whether they can be Java, not whether the SDK has what they
// call, for it is in no registry that this project fetches from. One argument: a directory with a file for each example.

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

class Syntax {
    public static void main(String[] arguments) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        int examples = 0;
        boolean fails = false;
        try (var files = Files.list(Path.of(arguments[0]))) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String code = Files.readString(file);
                var source = new Source("class Example { void example() throws Exception {\n" + code + "\n} }");
                var faults = new DiagnosticCollector<JavaFileObject>();
                var task = compiler.getTask(null, null, faults, List.of("-proc:none"), null, List.of(source));
                ((JavacTask) task).parse();
                for (var fault : faults.getDiagnostics()) {
                    System.err.println(file.getFileName() + ": " + fault.getMessage(null) + "\n" + code);
                    fails = true;
                }
                examples += 1;
            }
        }
        System.out.println(examples + " examples");
        if (fails || examples == 0) System.exit(1);
    }

    private static class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Example.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignored) {
            return text;
        }
    }
}
