package io.aiops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiops.error.AiOpsException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonValueTest {

    @Test
    void everyValueThatIsLetInCanBeReadAgainFromItsText() {
        Object nested = List.of();
        for (int depth = 0; depth < 64; depth++) {
            nested = List.of(nested);
        }
        List<Object> atTheEdge = List.of(
                new BigDecimal(BigInteger.ONE, 1000),
                new BigDecimal(BigInteger.TEN.pow(999), 1000),
                new BigDecimal(BigInteger.ONE, -999),
                BigInteger.TEN.pow(999).negate(),
                Map.of("n".repeat(60_000), 1),
                nested);

        for (Object plain : atTheEdge) {
            JsonValue value = JsonValue.of(plain);
            assertThat(JsonValue.parse(value.text())).isEqualTo(value);
        }
    }

    @Test
    void aNumberWhoseTextHasMoreThanAThousandDigitsIsRefusedHoweverItIsWritten() {
        for (String number : List.of("1e1000", "1.5e1000", "-1e999999999", "1e-1001", "1".repeat(1001))) {
            assertThatThrownBy(() -> JsonValue.parse(number)).isInstanceOf(AiOpsException.class);
        }
        assertThatThrownBy(() -> JsonValue.of(new BigDecimal(BigInteger.TEN.pow(999), -1000)))
                .isInstanceOf(AiOpsException.class);
    }

    @Test
    void nullIsAValue() {
        assertThat(JsonValue.NULL.text()).isEqualTo("null");
        assertThat(JsonValue.parse("null")).isEqualTo(JsonValue.NULL);
    }
}
