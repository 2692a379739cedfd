"""What a running PostgreSQL refuses: a table, and what must be there before."""

from __future__ import annotations

from dataclasses import dataclass

from postgres.acts import (
    Act,
    all_taken,
    as_pomerium,
    asks,
    client_gone,
    collation_changed,
    crashed,
    deadlocked,
    disk_full,
    fast_shutdown,
    idle_too_long,
    locked,
    not_serialisable,
    over_ssl,
    really_all_taken,
    says,
    shutting_down,
    standby,
    starting_up,
    terminated,
)

PREPARE = """
create role pomerium login password 'right';
create role limited login password 'right' connection limit 0;
create role sleeper nologin password 'right';
create role late login password 'right' valid until '2020-01-01';
create database forbidden;
create database secured;
create database closed allow_connections false;
create database crowded connection limit 0;
create schema pomerium;
create table pomerium.records (id int primary key, kind text not null);
insert into pomerium.records values (1, 'a'), (2, 'b');
"""


@dataclass(frozen=True)
class Refusal:
    name: str
    act: Act


LIMITED = "set work_mem = '64kB'; set temp_file_limit = '100kB'; "
SORT = "select count(*) from (select g from generate_series(1, 200000) g order by g desc) s;"

REFUSALS: tuple[Refusal, ...] = (
    Refusal("wrong-password", asks(user="pomerium", password="wrong")),
    Refusal("no-password", asks(user="pomerium")),
    Refusal("unknown-user", asks(user="nobody", password="right")),
    Refusal("unknown-database", asks(user="pomerium", password="right", dbname="nowhere")),
    Refusal("password-too-old", asks(user="late", password="right")),
    Refusal("user-may-not-log-in", asks(user="sleeper", password="right")),
    Refusal("hba-no-entry", asks(user="pomerium", password="right", dbname="postgres")),
    Refusal("hba-rejects", asks(user="pomerium", password="right", dbname="forbidden")),
    Refusal("hba-no-encryption", asks(user="pomerium", password="right", dbname="secured")),
    Refusal("ssl-not-supported", asks(user="pomerium", password="right", sslmode="require")),
    Refusal("ssl-no-root", over_ssl("good", None)),
    Refusal("ssl-unknown-ca", over_ssl("good", "stranger")),
    Refusal("ssl-self-signed", over_ssl("self_signed", "root")),
    Refusal("ssl-expired", over_ssl("expired", "root")),
    Refusal("ssl-wrong-name", over_ssl("wrong_name", "root")),
    Refusal("database-closed", asks(dbname="closed")),
    Refusal("database-full", asks(dbname="crowded", user="pomerium", password="right")),
    Refusal("user-has-too-many", asks(user="limited", password="right")),
    Refusal("too-many-connections", all_taken),
    Refusal("too-many-connections-all", really_all_taken),
    Refusal("schema-denied", as_pomerium("create table pomerium.more (id int)")),
    Refusal("table-denied", as_pomerium("select * from pomerium.records")),
    Refusal("database-denied", as_pomerium("create schema mine")),
    Refusal("public-denied", as_pomerium("create table public.more (id int)")),
    Refusal("extension-denied", as_pomerium("create extension pg_stat_statements")),
    Refusal("not-owner", as_pomerium("drop schema pomerium")),
    Refusal("no-table", asks("select * from pomerium.nothing")),
    Refusal("no-column", asks("select nothing from pomerium.records")),
    Refusal("no-schema", asks("create table nothing.more (id int)")),
    Refusal("already-there", asks("create table pomerium.records (id int)")),
    Refusal("duplicate-key", asks("insert into pomerium.records values (1, 'c')")),
    Refusal("null-not-allowed", asks("insert into pomerium.records values (3, null)")),
    Refusal("syntax", asks("selekt 1;")),
    Refusal(
        "read-only",
        asks("begin; set transaction read only; insert into pomerium.records values (8, 'h');"),
    ),
    Refusal("statement-timeout", asks("set statement_timeout = '0.2s'; select pg_sleep(3);")),
    Refusal("lock-timeout", locked),
    Refusal("idle-in-transaction", idle_too_long),
    Refusal("deadlock", deadlocked),
    Refusal("not-serialisable", not_serialisable),
    Refusal("terminated", terminated),
    Refusal("temporary-files-full", asks(LIMITED + SORT)),
    Refusal("disk-full", disk_full),
    Refusal("collation-changed", collation_changed),
    Refusal("client-gone", client_gone),
    Refusal("speaks-http", says(b"GET / HTTP/1.1\r\nhost: db\r\n\r\n")),
    Refusal("speaks-tls", says(bytes.fromhex("16030100100100000c0303"))),
    Refusal("unknown-host", asks(host="db.invalid")),
    Refusal("wrong-port", asks(port="18449")),
    Refusal("no-socket-file", asks(host="/var/run/none")),
    Refusal("shutting-down", shutting_down),
    Refusal("starting-up", starting_up),
    Refusal("standby", standby),
    Refusal("crash", crashed),
    Refusal("fast-shutdown", fast_shutdown),
)
