-- Where the code of a service comes from, so that a push or a person can deploy it again as it was deployed.
CREATE TABLE service_sources (
    service_id   text COLLATE "C" PRIMARY KEY REFERENCES algorithm_services (id) ON DELETE CASCADE,
    repo_url     text        NOT NULL,
    branch       text        NOT NULL DEFAULT '',
    configuration jsonb      NOT NULL DEFAULT '{}',
    created_by   text        NOT NULL,
    updated_at   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX service_sources_repository_idx ON service_sources (repo_url, branch);

-- Deliveries of webhooks that were acted upon, so that a recorded one cannot be sent again.
CREATE TABLE webhook_deliveries (
    id          text COLLATE "C" PRIMARY KEY CHECK (char_length(id) <= 200),
    received_at timestamptz NOT NULL
);

CREATE INDEX webhook_deliveries_received_idx ON webhook_deliveries (received_at);
