-- Everything lives in the platform's own schema, which is the only entry of the search path while this runs.
-- Ids that are sorted or compared outside the database too carry COLLATE "C", so that both sides agree on the order.

-- Accounts ------------------------------------------------------------------------------------------------------------

CREATE TABLE roles (
    id          text PRIMARY KEY,
    name        text        NOT NULL UNIQUE CHECK (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    description text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now()
);

INSERT INTO roles (id, name, description) VALUES
    ('role-admin', 'admin', 'May do everything'),
    ('role-user', 'user', 'May look at and call services');

CREATE TABLE users (
    id            uuid PRIMARY KEY     DEFAULT gen_random_uuid(),
    username      text        NOT NULL CHECK (username = btrim(username) AND char_length(username) BETWEEN 1 AND 100),
    password_hash text        NOT NULL,
    display_name  text        NOT NULL DEFAULT '' CHECK (char_length(display_name) <= 200),
    role          text        NOT NULL REFERENCES roles (name) ON UPDATE CASCADE,
    enabled       boolean     NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX users_username_key ON users (lower(username));

-- Only the hash of a token is kept; the token itself is shown once.
CREATE TABLE access_tokens (
    id           uuid PRIMARY KEY     DEFAULT gen_random_uuid(),
    user_id      uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         text        NOT NULL DEFAULT '' CHECK (char_length(name) <= 200),
    token_hash   bytea       NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

CREATE INDEX access_tokens_user_idx ON access_tokens (user_id, created_at DESC);
CREATE INDEX access_tokens_expiry_idx ON access_tokens (expires_at) WHERE expires_at IS NOT NULL;

-- Names are copied, so that an entry outlives the account and the thing that it speaks about.
CREATE TABLE audit_log (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at             timestamptz NOT NULL DEFAULT now(),
    actor          text        NOT NULL,
    actor_id       uuid,
    action         text        NOT NULL,
    target_type    text        NOT NULL DEFAULT '',
    target_id      text        NOT NULL DEFAULT '',
    outcome        text        NOT NULL DEFAULT 'ok' CHECK (outcome IN ('ok', 'denied', 'failed')),
    details        jsonb       NOT NULL DEFAULT '{}',
    remote_address text        NOT NULL DEFAULT ''
);

CREATE INDEX audit_log_at_idx ON audit_log (at DESC, id DESC);
CREATE INDEX audit_log_target_idx ON audit_log (target_type, target_id, id DESC);

-- Algorithms and their repositories -----------------------------------------------------------------------------------

CREATE TABLE algorithms (
    id          text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name        text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    description text        NOT NULL DEFAULT '',
    category    text        NOT NULL DEFAULT '',
    status      text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    created_by  text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE algorithm_versions (
    id           uuid PRIMARY KEY     DEFAULT gen_random_uuid(),
    algorithm_id text COLLATE "C" NOT NULL REFERENCES algorithms (id) ON DELETE CASCADE,
    version      text        NOT NULL CHECK (char_length(version) BETWEEN 1 AND 100),
    revision     text        NOT NULL DEFAULT '',
    description  text        NOT NULL DEFAULT '',
    status       text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    created_by   text        NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (algorithm_id, version)
);

-- Earlier connections stay as inactive rows; the token is ciphertext with the id of its key in the envelope.
CREATE TABLE gitea_configs (
    id            uuid PRIMARY KEY     DEFAULT gen_random_uuid(),
    server_url    text        NOT NULL,
    access_token  bytea       NOT NULL,
    default_owner text        NOT NULL,
    repo_prefix   text        NOT NULL DEFAULT '',
    status        text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    created_by    text        NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX gitea_configs_one_active_key ON gitea_configs (status) WHERE status = 'active';

CREATE TABLE algorithm_repositories (
    id              uuid PRIMARY KEY     DEFAULT gen_random_uuid(),
    algorithm_id    text COLLATE "C" NOT NULL UNIQUE REFERENCES algorithms (id) ON DELETE CASCADE,
    gitea_config_id uuid REFERENCES gitea_configs (id) ON DELETE SET NULL,
    full_name       text        NOT NULL DEFAULT '',
    clone_url       text        NOT NULL,
    default_branch  text        NOT NULL DEFAULT 'main',
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX algorithm_repositories_clone_url_idx ON algorithm_repositories (clone_url);

-- Services, releases, deployments -------------------------------------------------------------------------------------

CREATE TABLE service_groups (
    id          uuid PRIMARY KEY     DEFAULT gen_random_uuid(),
    name        text        NOT NULL UNIQUE CHECK (char_length(name) BETWEEN 1 AND 100),
    description text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

-- last_release only ever grows, so no release number is given twice.
CREATE TABLE algorithm_services (
    id              text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name            text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    platform_id     text        NOT NULL,
    desired         text        NOT NULL DEFAULT 'running' CHECK (desired IN ('running', 'stopped', 'absent')),
    current_release integer,
    last_release    integer     NOT NULL DEFAULT 0 CHECK (last_release >= 0),
    algorithm_id    text COLLATE "C" REFERENCES algorithms (id) ON DELETE SET NULL,
    group_id        uuid REFERENCES service_groups (id) ON DELETE SET NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX algorithm_services_group_idx ON algorithm_services (group_id);
CREATE INDEX algorithm_services_algorithm_idx ON algorithm_services (algorithm_id);

CREATE TABLE releases (
    service_id      text COLLATE "C" NOT NULL REFERENCES algorithm_services (id) ON DELETE CASCADE,
    number          integer     NOT NULL CHECK (number >= 1),
    spec            jsonb       NOT NULL,
    source_kind     text        NOT NULL CHECK (source_kind IN ('path', 'archive', 'git')),
    source_location text        NOT NULL,
    source_revision text,
    command         jsonb       NOT NULL,
    endpoints       jsonb       NOT NULL,
    handle          jsonb,
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (service_id, number)
);

ALTER TABLE algorithm_services
    ADD CONSTRAINT algorithm_services_current_release_fkey
        FOREIGN KEY (id, current_release) REFERENCES releases (service_id, number);

CREATE TABLE deployments (
    id              text COLLATE "C" PRIMARY KEY CHECK (id ~ '^d-[0-9a-z]{26}$'),
    service_id      text COLLATE "C" NOT NULL REFERENCES algorithm_services (id) ON DELETE CASCADE,
    release         integer     NOT NULL CHECK (release >= 1),
    platform_id     text        NOT NULL,
    state           text        NOT NULL,
    source_kind     text        NOT NULL CHECK (source_kind IN ('path', 'archive', 'git')),
    source_location text        NOT NULL,
    source_revision text,
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    error_code      text,
    error_message   text,
    error_step      text,
    error_log_tail  text,
    CONSTRAINT deployments_release_key UNIQUE (service_id, release),
    CONSTRAINT deployments_state_check CHECK (state IN
        ('queued', 'fetching', 'building', 'starting', 'probing', 'switching', 'draining',
         'live', 'failed', 'cancelled', 'superseded', 'rolled_back')),
    CONSTRAINT deployments_finished_check CHECK ((finished_at IS NOT NULL) =
        (state IN ('live', 'failed', 'cancelled', 'superseded', 'rolled_back'))),
    CONSTRAINT deployments_error_check CHECK ((error_code IS NULL) = (error_message IS NULL)
        AND (error_code IS NULL) = (error_step IS NULL) AND (error_code IS NULL) = (error_log_tail IS NULL))
);

CREATE UNIQUE INDEX deployments_one_under_way_key ON deployments (service_id) WHERE finished_at IS NULL;
CREATE INDEX deployments_service_idx ON deployments (service_id, id DESC);
CREATE INDEX deployments_unfinished_idx ON deployments (platform_id) WHERE finished_at IS NULL;

CREATE TABLE deployment_steps (
    deployment_id text COLLATE "C" NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
    name          text        NOT NULL,
    position      smallint    NOT NULL,
    state         text        NOT NULL CHECK (state IN ('pending', 'running', 'done', 'failed', 'skipped')),
    started_at    timestamptz,
    finished_at   timestamptz,
    message       text,
    output        text        NOT NULL DEFAULT '',
    PRIMARY KEY (deployment_id, name)
);

-- One row per port of a machine. released_at marks a port that rests before it is leased again. There is no foreign key
-- to the services: a port is given back by who took it, not by the disappearance of a row.
CREATE TABLE port_leases (
    host        text COLLATE "C" NOT NULL,
    port        integer     NOT NULL CHECK (port BETWEEN 1 AND 65535),
    service_id  text COLLATE "C" NOT NULL CHECK (service_id ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    release     integer     NOT NULL CHECK (release >= 1),
    leased_at   timestamptz NOT NULL,
    released_at timestamptz,
    PRIMARY KEY (host, port)
);

CREATE INDEX port_leases_owner_idx ON port_leases (service_id, release) WHERE released_at IS NULL;

-- Calls and configuration ---------------------------------------------------------------------------------------------

-- The names are kept when the service, the algorithm or the user is gone.
CREATE TABLE algorithm_calls (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service_id    text COLLATE "C" NOT NULL,
    release       integer,
    algorithm_id  text COLLATE "C" REFERENCES algorithms (id) ON DELETE SET NULL,
    user_id       uuid REFERENCES users (id) ON DELETE SET NULL,
    called_at     timestamptz NOT NULL DEFAULT now(),
    duration_ms   bigint      NOT NULL CHECK (duration_ms >= 0),
    status        integer     NOT NULL,
    request_bytes bigint      NOT NULL DEFAULT 0 CHECK (request_bytes >= 0),
    answer_bytes  bigint      NOT NULL DEFAULT 0 CHECK (answer_bytes >= 0),
    batch_id      text        NOT NULL DEFAULT '',
    error         text        NOT NULL DEFAULT ''
);

CREATE INDEX algorithm_calls_service_idx ON algorithm_calls (service_id, called_at DESC);
CREATE INDEX algorithm_calls_algorithm_idx ON algorithm_calls (algorithm_id, called_at DESC);
CREATE INDEX algorithm_calls_user_idx ON algorithm_calls (user_id);

-- What a value belongs to is (environment, config_type, scope_id, config_key); the scope of the system is the empty text,
-- not NULL, because NULLs are never equal. A service may be configured before it exists, so there is no foreign key.
-- A secret is kept as ciphertext and never as a value.
CREATE TABLE service_configs (
    id              uuid PRIMARY KEY     DEFAULT gen_random_uuid(),
    environment     text COLLATE "C" NOT NULL DEFAULT '',
    config_type     text COLLATE "C" NOT NULL CHECK (config_type IN ('system', 'service', 'user')),
    scope_id        text COLLATE "C" NOT NULL DEFAULT '',
    service_id      text COLLATE "C" GENERATED ALWAYS AS (CASE WHEN config_type = 'service' THEN scope_id END) STORED,
    config_key      text COLLATE "C" NOT NULL CHECK (char_length(config_key) BETWEEN 1 AND 255),
    config_value    jsonb,
    secret          bytea,
    sensitive       boolean     NOT NULL DEFAULT false,
    description     text        NOT NULL DEFAULT '',
    status          text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled', 'deprecated')),
    schema_version  integer     NOT NULL DEFAULT 1,
    version         integer     NOT NULL DEFAULT 1 CHECK (version >= 1),
    create_revision bigint      NOT NULL DEFAULT 0,
    revision        bigint      NOT NULL DEFAULT 0,
    updated_by      text        NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT service_configs_identity_key UNIQUE (environment, config_type, scope_id, config_key),
    CONSTRAINT service_configs_scope_check CHECK ((config_type = 'system') = (scope_id = '')),
    CONSTRAINT service_configs_service_check CHECK (config_type <> 'service' OR scope_id ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    CONSTRAINT service_configs_secret_check CHECK ((secret IS NOT NULL) = sensitive),
    CONSTRAINT service_configs_value_check CHECK ((config_value IS NULL) = sensitive)
);

CREATE INDEX service_configs_service_idx ON service_configs (service_id) WHERE service_id IS NOT NULL;
