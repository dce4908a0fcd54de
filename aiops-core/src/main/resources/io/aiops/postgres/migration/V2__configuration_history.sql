-- The counter ---------------------------------------------------------------------------------------------------------

-- One row per environment. Every commit takes the next number from it inside its own transaction, and holds the row until it
-- ends: so numbers have no gaps, and their order is the order of commits. A sequence would give neither.
CREATE TABLE config_revisions (
    environment text COLLATE "C" PRIMARY KEY,
    epoch       uuid   NOT NULL DEFAULT gen_random_uuid(),
    revision    bigint NOT NULL DEFAULT 0 CHECK (revision >= 0),
    head_hash   bytea  NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(head_hash) = 32)
) WITH (fillfactor = 50);

INSERT INTO config_revisions (environment) SELECT '' UNION SELECT environment FROM service_configs;

-- Secrets -------------------------------------------------------------------------------------------------------------

-- The commitment is a salted hash of the secret; it stays when the secret is encrypted with another key. The checks are not
-- made for rows from before.
ALTER TABLE service_configs
    ADD COLUMN secret_key_id text,
    ADD COLUMN secret_commitment bytea,
    ADD CONSTRAINT service_configs_key_id_check CHECK ((secret_key_id IS NOT NULL) = sensitive) NOT VALID,
    ADD CONSTRAINT service_configs_commitment_check
        CHECK ((secret_commitment IS NOT NULL) = sensitive AND octet_length(secret_commitment) = 32) NOT VALID;

-- The history ---------------------------------------------------------------------------------------------------------

-- What was there after each change; a line without a status says that nothing was. The value itself is in the hash by its
-- digest alone (for a secret its commitment), so a line stays true when its secret is encrypted anew or its value is pruned.
CREATE TABLE config_history (
    environment       text COLLATE "C" NOT NULL,
    revision          bigint      NOT NULL CHECK (revision >= 1),
    seq               integer     NOT NULL CHECK (seq >= 0),
    config_type       text COLLATE "C" NOT NULL,
    scope_id          text COLLATE "C" NOT NULL,
    config_key        text COLLATE "C" NOT NULL,
    operation         text        NOT NULL CHECK (operation IN ('create', 'update', 'delete', 'rollback', 'import')),
    config_value      jsonb,
    secret            bytea,
    secret_key_id     text,
    secret_commitment bytea,
    sensitive         boolean     NOT NULL,
    description       text        NOT NULL,
    status            text CHECK (status IN ('active', 'disabled', 'deprecated')),
    previous_revision bigint      NOT NULL CHECK (previous_revision BETWEEN 0 AND revision - 1),
    rollback_of       bigint,
    actor             text        NOT NULL,
    reason            text        NOT NULL,
    request_id        text,
    instance          text        NOT NULL,
    at                timestamptz NOT NULL,
    pruned            boolean     NOT NULL DEFAULT false,
    value_digest      bytea CHECK (octet_length(value_digest) = 32),
    prev_hash         bytea       NOT NULL CHECK (octet_length(prev_hash) = 32),
    row_hash          bytea       NOT NULL CHECK (octet_length(row_hash) = 32),
    PRIMARY KEY (environment, revision, seq),
    CONSTRAINT config_history_identity_key UNIQUE (environment, config_type, scope_id, config_key, revision),
    CONSTRAINT config_history_nothing_check CHECK (status IS NOT NULL OR NOT (sensitive OR pruned)),
    CONSTRAINT config_history_digest_check CHECK ((value_digest IS NULL) = (status IS NULL)),
    CONSTRAINT config_history_value_check
        CHECK ((config_value IS NOT NULL) = (status IS NOT NULL AND NOT pruned AND NOT sensitive)),
    CONSTRAINT config_history_secret_check
        CHECK ((secret IS NOT NULL) = (status IS NOT NULL AND NOT pruned AND sensitive)
            AND (secret IS NULL) = (secret_key_id IS NULL) AND (secret IS NULL) = (secret_commitment IS NULL))
);

-- A request is one commit, and a commit has exactly one first line.
CREATE UNIQUE INDEX config_history_request_key ON config_history (environment, request_id)
    WHERE seq = 0 AND request_id IS NOT NULL;
CREATE INDEX config_history_scope_idx ON config_history (environment, config_type, scope_id, revision, seq);
CREATE INDEX config_history_secret_idx ON config_history (environment, secret_key_id) WHERE secret IS NOT NULL;

CREATE FUNCTION config_history_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unchanged record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        unchanged := NEW;
        unchanged.secret := OLD.secret;
        unchanged.secret_key_id := OLD.secret_key_id;
        IF OLD.secret IS NOT NULL AND NEW.secret IS NOT NULL AND unchanged *= OLD THEN
            RETURN NEW; -- the same secret, encrypted anew
        END IF;
        unchanged.secret_commitment := OLD.secret_commitment;
        unchanged.config_value := OLD.config_value;
        unchanged.pruned := OLD.pruned;
        IF NEW.pruned AND NOT OLD.pruned AND unchanged *= OLD THEN
            RETURN NEW; -- the value is pruned; a check sees to it that it is gone
        END IF;
    END IF;
    RAISE EXCEPTION 'the history of the configuration is never changed (% refused)', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER config_history_kept BEFORE UPDATE OR DELETE ON config_history
    FOR EACH ROW EXECUTE FUNCTION config_history_keep();
CREATE TRIGGER config_history_kept_whole BEFORE TRUNCATE ON config_history
    FOR EACH STATEMENT EXECUTE FUNCTION config_history_keep();
