package io.aiops.redis;

import io.aiops.config.ChangeHints;
import io.aiops.config.HintThread;
import io.aiops.config.StorePosition;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hints through publish and subscribe of Redis: which environment is at which revision, and no values. One connection and
 * thread hears, another tells; what cannot be told at once is dropped, for others look at the store by themselves. A
 * connection that is silent for 15 seconds is made anew. Needs the Jedis library. Thread-safe.
 */
public final class RedisHints implements ChangeHints {

    /** Where commits are announced: the environment, the epoch and the revision, with blanks between. */
    public static final String CHANNEL = "aiops_config";

    private static final int DEFAULT_PORT = 6379;
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration PING = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final HostAndPort server;
    private final JedisClientConfig config;
    private final String environment;
    private final BlockingQueue<StorePosition> news = new ArrayBlockingQueue<>(1);
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private volatile @Nullable HintThread hearing;
    private volatile @Nullable HintThread telling;
    private volatile @Nullable Jedis subscribed;
    private volatile @Nullable JedisPubSub subscription;
    private volatile @Nullable Jedis publisher;

    /**
     * Hints of one environment.
     *
     * @param address {@code redis://host:port/database}, or {@code rediss:} for TLS; may name a user, but no password
     * @param password the password, where the server asks for one
     * @throws AiOpsException {@code INVALID_SETTING}
     */
    public RedisHints(URI address, Optional<Secret> password, String environment) {
        String user = Optional.ofNullable(address.getUserInfo()).orElse("");
        boolean isTls = "rediss".equals(address.getScheme());
        if (address.getHost() == null || !(isTls || "redis".equals(address.getScheme())) || user.contains(":")) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING,
                    "the address of Redis must look like redis://host:6379, with the password apart from it");
        }
        this.server = new HostAndPort(address.getHost(), address.getPort() < 0 ? DEFAULT_PORT : address.getPort());
        this.environment = environment;
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(Math.toIntExact(ANSWER.toMillis()))
                .socketTimeoutMillis(Math.toIntExact(ANSWER.toMillis()))
                .blockingSocketTimeoutMillis(Math.toIntExact(SILENCE.toMillis()))
                .database(database(address))
                .clientName("aiops");
        if (isTls) {
            // The default checks the certificate and the name of the host.
            builder.sslOptions(SslOptions.defaults());
        }
        if (!user.isEmpty()) {
            builder.user(user);
        }
        password.ifPresent(secret -> builder.password(secret.reveal()));
        this.config = builder.build();
    }

    /**
     * Hints of one environment, by an address with the password in it.
     *
     * @param address {@code redis://user:password@host:port/database}, user and password where the server asks for them
     * @throws AiOpsException {@code INVALID_SETTING}; it does not repeat the address
     */
    public static RedisHints of(Secret address, String environment) {
        URI whole;
        try {
            whole = URI.create(address.reveal().strip());
        } catch (IllegalArgumentException unreadable) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING,
                    "redis.url cannot be read; special characters of the password must be percent-encoded");
        }
        String user = Optional.ofNullable(whole.getRawUserInfo()).orElse("");
        int colon = user.indexOf(':');
        if (colon < 0) {
            return new RedisHints(whole, Optional.empty(), environment);
        }
        String password = URLDecoder.decode(user.substring(colon + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        String bare = whole.toString().replace(user + "@", colon == 0 ? "" : user.substring(0, colon) + "@");
        return new RedisHints(URI.create(bare), Optional.of(Secret.of(password)), environment);
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void start(Runnable wake) {
        HintThread hears = new HintThread("config hints of redis", this::hear, wake);
        HintThread tells = new HintThread("config news for redis", this::tell, () -> {});
        if (!isStarted.compareAndSet(false, true)) {
            throw new IllegalStateException("hints are started once");
        }
        hearing = hears;
        telling = tells;
        hears.start();
        tells.start();
    }

    /** Leaves the position for the thread that tells; a newer one takes its place. */
    @Override
    public void announce(StorePosition position) {
        while (!news.offer(position)) {
            news.poll();
        }
    }

    @Override
    public boolean isConnected() {
        HintThread hears = hearing;
        return hears != null && hears.isConnected();
    }

    @Override
    public void close() {
        HintThread hears = hearing;
        HintThread tells = telling;
        if (hears != null && tells != null) {
            hears.stop();
            tells.stop();
            announce(new StorePosition(new UUID(0, 0), 0));
            disconnect(subscribed);
            disconnect(publisher);
            hears.close();
            tells.close();
        }
    }

    private void hear() {
        HintThread hears = hearing;
        if (hears == null) {
            return;
        }
        JedisPubSub messages = new Messages(hears);
        try (Jedis jedis = new Jedis(server, config)) {
            subscribed = jedis;
            if (!hears.isClosing()) {
                jedis.subscribe(messages, CHANNEL);
            }
        } finally {
            subscribed = null;
            subscription = null;
        }
    }

    /** Tells what is new, and in between asks the connection that hears for a sign of life. */
    private void tell() throws InterruptedException {
        HintThread tells = telling;
        if (tells == null) {
            return;
        }
        try (Jedis jedis = new Jedis(server, config)) {
            publisher = jedis;
            tells.connected();
            long pinged = System.nanoTime();
            while (!tells.isClosing()) {
                StorePosition position = news.poll(PING.toMillis(), TimeUnit.MILLISECONDS);
                if (position != null && !tells.isClosing()) {
                    jedis.publish(CHANNEL, environment + " " + position.epoch() + " " + position.revision());
                }
                if (System.nanoTime() - pinged >= PING.toNanos()) {
                    pinged = System.nanoTime();
                    ping(subscription);
                    jedis.ping();
                }
            }
        } finally {
            publisher = null;
        }
    }

    /** What is wrong with the connection is noticed where it is read. */
    private static void ping(@Nullable JedisPubSub listening) {
        if (listening != null && listening.isSubscribed()) {
            try {
                listening.ping();
            } catch (JedisException broken) {
                return;
            }
        }
    }

    private static void disconnect(@Nullable Jedis jedis) {
        if (jedis != null) {
            try {
                jedis.disconnect();
            } catch (JedisException broken) {
                return;
            }
        }
    }

    private boolean concerns(String message) {
        String[] words = message.split(" ", -1);
        return words.length != 3 || words[0].equals(environment);
    }

    private static int database(URI address) {
        String path = Optional.ofNullable(address.getPath()).orElse("").replaceFirst("^/", "");
        if (!path.matches("[0-9]{0,4}")) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING, "the database in the address of Redis must be a number");
        }
        return path.isEmpty() ? 0 : Integer.parseInt(path);
    }

    private final class Messages extends JedisPubSub {

        private final HintThread hears;

        Messages(HintThread hears) {
            this.hears = hears;
        }

        @Override
        public void onSubscribe(String channel, int subscribedChannels) {
            subscription = this;
            hears.connected();
        }

        @Override
        public void onMessage(String channel, String message) {
            if (concerns(message)) {
                hears.wake();
            }
        }
    }
}
