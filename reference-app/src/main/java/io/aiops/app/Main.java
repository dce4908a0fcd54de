package io.aiops.app;

import io.aiops.app.database.DatabaseStartException;
import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigRegistry;
import io.aiops.error.AiOpsException;
import io.aiops.service.ServiceId;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program: starts the platform, says where it is, and stops it on SIGTERM or Ctrl-C. Services go on. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    /** Wrong settings. */
    static final int BAD_SETTINGS = 2;

    /** The platform could not start. */
    static final int CANNOT_START = 1;

    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Starts the platform with {@code --key=value} settings. */
    public static void main(String[] arguments) {
        // Services close idle connections early; one that is reused too late would cost a call.
        System.setProperty("jdk.httpclient.keepalive.timeout", "3");
        int exit = new Main(System.out, System.err).run(List.of(arguments));
        if (exit >= 0) {
            System.exit(exit);
        }
    }

    /** Runs until the process is told to stop; the exit code, or -1 when a shutdown is under way anyway. */
    private int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            help();
            return 0;
        }
        if (arguments.contains("--version")) {
            out.println(Version.ofProgram());
            return 0;
        }
        AppSettings settings;
        try {
            settings = AppSettings.read(arguments, System.getenv());
        } catch (AiOpsException wrong) {
            err.println("These settings are wrong:");
            wrong.message().lines().forEach(line -> err.println("  " + line));
            return BAD_SETTINGS;
        }
        return run(settings);
    }

    private int run(AppSettings settings) {
        PlatformLog.writeTo(settings.home().resolve("logs"));
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    stopping.countDown();
                    try {
                        stopped.await();
                    } catch (InterruptedException cutShort) {
                        Thread.currentThread().interrupt();
                    }
                },
                "aiops-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Platform platform = Platform.start(settings)) {
            greet(settings, platform);
            stopping.await();
            out.println("Stopping; services go on.");
            return -1;
        } catch (BindException taken) {
            err.println(taken.getMessage()
                    + ". Stop it, or choose another port with --server.port=<port>; 0 picks a free one.");
            return CANNOT_START;
        } catch (AiOpsException | DatabaseStartException | UncheckedIOException known) {
            LOG.info("the platform cannot start", known);
            err.println("The platform cannot start: " + known.getMessage());
            return CANNOT_START;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return CANNOT_START;
        } catch (RuntimeException unexpected) {
            LOG.error("the platform cannot start", unexpected);
            err.println("The platform cannot start: " + unexpected + "; its log is "
                    + settings.home().resolve("logs").resolve("platform.log"));
            return CANNOT_START;
        } finally {
            stopped.countDown();
        }
    }

    private void greet(AppSettings settings, Platform platform) {
        out.println();
        out.println("AiOps is ready at " + platform.address());
        platform.firstPassword()
                .ifPresentOrElse(
                        password -> {
                            out.println("  sign in as admin with the password " + password.reveal());
                            out.println("  (shown this once; kept in " + platform.initialPasswordFile() + ")");
                        },
                        () -> out.println("  sign in as admin"));
        out.println("  home " + settings.home() + ", log " + settings.home().resolve("logs/platform.log"));
        List<ServiceId> services = platform.samples().isEmpty()
                ? platform.sdk().services().services().stream()
                        .map(view -> view.id())
                        .toList()
                : platform.samples();
        if (!services.isEmpty()) {
            out.println();
            out.println(platform.samples().isEmpty() ? "Services:" : "Services that are being deployed now:");
            services.stream()
                    .limit(20)
                    .forEach(id -> out.println("  " + id + "\n    " + Greeting.curl(id, platform.address())));
        }
        out.println();
        out.flush();
    }

    private void help() {
        out.println("Starts the AiOps platform. Settings, each as --key=value:");
        out.println();
        for (ConfigKey<?> key : AppKeys.REGISTRY.keys()) {
            out.printf(
                    "  %-26s %s%s%n",
                    key.name(),
                    key.description(),
                    key.fallback().map(value -> " (" + value.plainText() + ")").orElse(""));
        }
        out.println();
        out.println("Each may also be a variable: server.port is " + ConfigRegistry.variableOf("server.port")
                + "; or stand in <home>/config/aiops.yaml.");
    }
}
