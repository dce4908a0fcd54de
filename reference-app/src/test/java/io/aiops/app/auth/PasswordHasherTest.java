package io.aiops.app.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.service.Secret;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {

    private final PasswordHasher hasher = new PasswordHasher();

    @Test
    void aHashIsAPhcStringWithASaltOfItsOwn() {
        String first = hasher.hash(Secret.of("secret words"));
        String second = hasher.hash(Secret.of("secret words"));

        assertThat(first).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(first).isNotEqualTo(second);
        assertThat(hasher.matches(Secret.of("secret words"), first)).isTrue();
        assertThat(hasher.matches(Secret.of("secret word"), first)).isFalse();
    }

    @Test
    void aHashMadeElsewhereWithOtherCostsIsUnderstood() {
        // Made by the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32 -v 13
        String elsewhere = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        assertThat(hasher.matches(Secret.of("password"), elsewhere)).isTrue();
        assertThat(hasher.matches(Secret.of("passwore"), elsewhere)).isFalse();
    }
}
