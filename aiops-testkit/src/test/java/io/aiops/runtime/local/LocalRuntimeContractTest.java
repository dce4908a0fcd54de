package io.aiops.runtime.local;

import io.aiops.testkit.runtime.ConcurrencyContract;
import io.aiops.testkit.runtime.FailureContract;
import io.aiops.testkit.runtime.FidelityContract;
import io.aiops.testkit.runtime.LifecycleContract;
import io.aiops.testkit.runtime.LogContract;
import io.aiops.testkit.runtime.RecoveryContract;
import io.aiops.testkit.runtime.SpecContract;
import io.aiops.testkit.runtime.StopContract;
import org.junit.jupiter.api.Nested;

/** The local runtime keeps the contract of every runtime, whichever of its launchers it uses. */
class LocalRuntimeContractTest {

    @Nested
    class Lifecycle extends LifecycleContract {
        Lifecycle() {
            super(LocalFixture::new);
        }
    }

    @Nested
    class Spec extends SpecContract {
        Spec() {
            super(LocalFixture::new);
        }
    }

    @Nested
    class Fidelity extends FidelityContract {
        Fidelity() {
            super(LocalFixture::new);
        }
    }

    @Nested
    class FidelityWithPython extends FidelityContract {
        FidelityWithPython() {
            super(PythonLaunchedFixture::new);
        }
    }

    @Nested
    class Failure extends FailureContract {
        Failure() {
            super(LocalFixture::new);
        }
    }

    @Nested
    class FailureWithPython extends FailureContract {
        FailureWithPython() {
            super(PythonLaunchedFixture::new);
        }
    }

    @Nested
    class Stop extends StopContract {
        Stop() {
            super(LocalFixture::new);
        }
    }

    @Nested
    class Recovery extends RecoveryContract {
        Recovery() {
            super(LocalFixture::new);
        }
    }

    @Nested
    class Log extends LogContract {
        Log() {
            super(LocalFixture::new);
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        Concurrency() {
            super(LocalFixture::new);
        }
    }
}
