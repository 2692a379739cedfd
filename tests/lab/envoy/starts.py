"""The starts that fail, and the ends that are no ordinary ones: a table."""

from __future__ import annotations

import contextlib
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass

from certificates import World
from envoy.bootstrap import address
from envoy.exchange import DOWNSTREAM, HELPER, UPSTREAM
from envoy.obstacles import (
    ADMIN_SOCKET,
    BASE_ID,
    memory_left,
    socket_left,
    taken,
    unreadable_config,
    without_config,
)
from envoy.process import Envoy
from envoy.start_configs import (
    Config,
    admin,
    bad_address,
    bad_regex,
    bad_value,
    duplicated,
    file,
    inline,
    listener,
    logging_to,
    many,
    not_here,
    plain,
    private,
    same_domain,
    serving,
    shown,
    text,
    two_clusters,
    unknown_cluster,
    unknown_type,
    with_tls,
    wrong_kind,
)


@dataclass(frozen=True)
class Start:
    """One start. `config` is a bootstrap or text; `around` holds what stands in its way."""

    name: str
    config: Callable[[World], Config | str]
    around: Callable[[Envoy], contextlib.AbstractContextManager[object]] = contextlib.nullcontext
    #: The signal that ends it when it serves.
    end: int = signal.SIGTERM
    options: tuple[str, ...] = ("--use-dynamic-base-id",)
    user: str | None = None
    limits: tuple[tuple[int, int], ...] = ()


STARTS: tuple[Start, ...] = (
    Start("sigterm", plain()),
    Start("sigint", plain(), end=signal.SIGINT),
    Start("sigkill", plain(), end=signal.SIGKILL),
    Start("abort", plain(), end=signal.SIGABRT),
    Start("segfault", plain(), end=signal.SIGSEGV),
    Start("bus-error", plain(), end=signal.SIGBUS),
    Start("illegal-instruction", plain(), end=signal.SIGILL),
    Start("port-in-use", plain(), taken(DOWNSTREAM)),
    Start("admin-in-use", admin(address(DOWNSTREAM)), taken(DOWNSTREAM)),
    Start("admin-socket-in-use", admin({"pipe": {"path": str(ADMIN_SOCKET)}}), socket_left),
    Start(
        "admin-socket-other-user",
        admin({"pipe": {"path": str(ADMIN_SOCKET)}}),
        socket_left,
        user="nobody",
    ),
    Start(
        "admin-socket-folder-missing", admin({"pipe": {"path": "/run/pomerium/none/admin.sock"}})
    ),
    Start(
        "admin-socket-folder-not-writable",
        admin({"pipe": {"path": "/usr/admin.sock"}}),
        user="nobody",
    ),
    Start("privileged-port", plain(443), user="nobody"),
    Start("address-not-here", not_here),
    Start("address-is-a-name", bad_address),
    Start("duplicate-address", duplicated),
    Start("duplicate-listener", serving(listener("a", HELPER), listener("a", UPSTREAM))),
    Start("duplicate-cluster", two_clusters),
    Start("duplicate-domain", same_domain),
    Start("unknown-cluster", unknown_cluster),
    Start("bad-regex", bad_regex),
    Start("bad-yaml", text("static_resources: [\n")),
    Start("empty-config", text("")),
    Start("cut-config", text('{"static_resources": {"listeners": [')),
    Start("unknown-field", text('{"static_resources": {"listenrs": []}}')),
    Start("unknown-type", unknown_type),
    Start("wrong-kind", wrong_kind),
    Start("value-not-allowed", bad_value),
    Start("config-missing", plain(), without_config),
    Start("config-not-readable", plain(), unreadable_config, user="nobody"),
    Start("access-log-folder-missing", logging_to("/var/log/none/access.log")),
    Start("access-log-not-writable", logging_to("/usr/access.log"), user="nobody"),
    Start("cert-missing", with_tls(lambda w: shown(inline(""), file("/pomerium/certs/tls.key")))),
    Start(
        "cert-file-missing",
        with_tls(lambda w: shown(file("/pomerium/certs/tls.crt"), file(w.good.key))),
    ),
    Start(
        "cert-key-file-missing",
        with_tls(lambda w: shown(file(w.good.chain), file("/pomerium/certs/tls.key"))),
    ),
    Start(
        "cert-file-empty",
        with_tls(lambda w: shown(file("/dev/null"), file(w.good.key))),
    ),
    Start(
        "cert-not-pem",
        with_tls(lambda w: shown(inline("this is no PEM"), file(w.good.key))),
    ),
    Start(
        "cert-key-not-pem",
        with_tls(lambda w: shown(file(w.good.chain), inline("this is no PEM"))),
    ),
    Start(
        "cert-key-mismatch",
        with_tls(lambda w: shown(file(w.good.chain), file(w.unknown.key))),
    ),
    Start(
        "cert-swapped",
        with_tls(lambda w: shown(file(w.good.key), file(w.good.chain))),
    ),
    Start("cert-weak-key", with_tls(lambda w: shown(file(w.weak_key.chain), file(w.weak_key.key)))),
    Start("cert-expired", with_tls(lambda w: shown(file(w.expired.chain), file(w.expired.key)))),
    Start(
        "cert-key-not-readable",
        with_tls(lambda w: shown(file(w.good.chain), file(private(w)))),
        user="nobody",
    ),
    Start("cert-none", with_tls(lambda w: {})),
    Start(
        "ca-missing",
        with_tls(
            lambda w: shown(
                file(w.good.chain),
                file(w.good.key),
                validation_context={"trusted_ca": file("/pomerium/certs/ca.crt")},
            )
        ),
    ),
    Start(
        "ca-not-pem",
        with_tls(
            lambda w: shown(
                file(w.good.chain),
                file(w.good.key),
                validation_context={"trusted_ca": inline("this is no PEM")},
            )
        ),
    ),
    Start(
        "unknown-cipher",
        with_tls(
            lambda w: shown(
                file(w.good.chain),
                file(w.good.key),
                tls_params={"cipher_suites": ["ECDHE-NONE"]},
            )
        ),
    ),
    Start("shm-same-user", plain(), memory_left, options=("--base-id", str(BASE_ID))),
    Start(
        "shm-other-user",
        plain(),
        memory_left,
        options=("--base-id", str(BASE_ID)),
        user="nobody",
    ),
    Start("mem-limit", plain(), limits=((resource.RLIMIT_AS, 600 << 20),)),
    Start("fd-limit", many(80), limits=((resource.RLIMIT_NOFILE, 64),)),
    Start("fd-limit-at-start", plain(), limits=((resource.RLIMIT_NOFILE, 16),)),
    Start("thread-limit", plain(), limits=((resource.RLIMIT_NPROC, 1),), user="nobody"),
)
