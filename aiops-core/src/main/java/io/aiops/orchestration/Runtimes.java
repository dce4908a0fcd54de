package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.runtime.RuntimeContext;
import io.aiops.runtime.RuntimeHealth;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.ServiceRuntimeProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtimes of this platform by name, each made when it is first needed. Thread-safe. */
public final class Runtimes implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Runtimes.class);

    private final RuntimeContext context;
    private final Map<String, ServiceRuntimeProvider> providers = new TreeMap<>();
    private final Map<String, ServiceRuntime> open = new LinkedHashMap<>();
    private final List<Consumer<ServiceRuntime>> whenOpened = new ArrayList<>();

    /**
     * Runtimes handed in by the host, which this object closes, and those whose providers are on the class path; the former
     * win.
     */
    public Runtimes(RuntimeContext context, Collection<ServiceRuntime> handedIn) {
        this.context = context;
        for (ServiceRuntime runtime : handedIn) {
            open.put(runtime.info().name(), runtime);
        }
        for (ServiceRuntimeProvider provider : ServiceLoader.load(ServiceRuntimeProvider.class)) {
            providers.putIfAbsent(provider.name(), provider);
        }
    }

    /** Calls back for each runtime that is open or will be. */
    synchronized void onOpen(Consumer<ServiceRuntime> callback) {
        whenOpened.add(callback);
        open.values().forEach(callback);
    }

    /** All names that a service may choose. */
    public synchronized List<String> names() {
        TreeMap<String, Object> names = new TreeMap<>(providers);
        names.putAll(open);
        return List.copyOf(names.keySet());
    }

    /**
     * The runtime of that name.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} if there is none; whatever its provider throws
     */
    public synchronized ServiceRuntime get(String name) {
        ServiceRuntime known = open.get(name);
        if (known != null) {
            return known;
        }
        ServiceRuntimeProvider provider = providers.get(name);
        if (provider == null) {
            throw new AiOpsException(
                    ErrorCode.INVALID_REQUEST, "no runtime is called \"" + name + "\"; there are " + names());
        }
        ServiceRuntime made = provider.create(context);
        open.put(name, made);
        log.info("runtime {} is open", name);
        whenOpened.forEach(callback -> callback.accept(made));
        return made;
    }

    /** Those that were made so far. */
    synchronized List<ServiceRuntime> opened() {
        return List.copyOf(open.values());
    }

    /** How well each runtime made so far answers within the given time. */
    public Map<String, RuntimeHealth> ping(Duration timeout) {
        Map<String, RuntimeHealth> answers = new TreeMap<>();
        opened().forEach(runtime -> answers.put(runtime.info().name(), runtime.ping(timeout)));
        return answers;
    }

    @Override
    public void close() {
        for (ServiceRuntime runtime : opened()) {
            runtime.close();
        }
    }
}
