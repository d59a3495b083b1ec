"""Services of a platform: their state, their restart policy, more instances of them, their credentials.

What runs by itself at a time stands in the scheduler (``agentsim.apps.scheduler``); nothing here starts or stops a job.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

Days = Annotated[int, Meta(ge=1, le=365)]
RestartPolicy = Literal["never", "on_failure", "always"]


class Service(Record, frozen=True, kw_only=True, gc=False):
    """One service. ``origin`` is the id of what it is a copy of, ``retry`` its restart policy."""

    name: str
    owner: str
    text: str = ""
    host: str = ""
    status: Literal["running", "stopped", "degraded"] = "running"
    retry: RestartPolicy = "never"
    origin: str = ""
    restarts: int = 0
    version: str = ""
    minute: int = 0


class ServiceToken(Record, frozen=True, kw_only=True, gc=False):
    """A credential of a service, good for a number of days."""

    name: str
    service: str
    days: int
    owner: str
    status: Literal["valid", "revoked"] = "valid"
    minute: int = 0


STORES: dict[str, type[Record]] = {"services": Service, "service_tokens": ServiceToken}


def _service(services: Store[Service], key: str) -> Service:
    found = services.get(key.strip())
    if found is None:
        raise ToolError(f"There is no service {key[:60]!r}; list_services shows the ids.")
    return found


def _same(service: Service, version: str) -> None:
    if service.version != version.strip():
        raise ToolError(f"{version[:40]!r} is not the present version of {service.id}; get_service shows it.")


def _service_line(service: Service) -> str:
    copy = f" | copy of {service.origin}" if service.origin else ""
    return f"{service.id} | {service.name} | {service.status} | restart {service.retry} | owner {service.owner}{copy}"


@tool("read", resource="services")
def list_services(services: Store[Service], /, page: PageNumber = 1) -> Outcome:
    """List the services, 20 to a page: id, name, state, restart policy, owner.

    Args:
        page: Which page, from 1.
    """
    shown, said = page_of(sorted(services, key=lambda s: s.name), page, "services")
    return Outcome(text="\n".join([*map(_service_line, shown), said]), shown=tuple(shown))


@tool("read", resource="service:id")
def get_service(services: Store[Service], /, id: Name) -> Outcome:
    """Show one service with its notes.

    Args:
        id: Id of the service.
    """
    found = _service(services, id)
    more = f"version {found.version or '-'}, host {found.host or '-'}, restarts {found.restarts}\n{found.text}"
    return Outcome(text=f"{_service_line(found)}\n{more}", shown=(found,))


@tool("control", minutes=3, writes=("services",), resource="service:id")
def restart_service(services: Store[Service], /, id: Name) -> Outcome:
    """Restart a service; what it was doing is picked up again afterwards.

    Args:
        id: Id of the service.
    """
    old = _service(services, id)
    new = replace(old, status="running", restarts=old.restarts + 1)
    services.put(new)
    return Outcome(text=_service_line(new), before=old, after=new)


@tool("control", minutes=2, writes=("services",), resource="service:id")
def set_service_retry(services: Store[Service], /, id: Name, version: Words, policy: RestartPolicy) -> Outcome:
    """Set what the platform does when a service is down: never, on_failure or always start it again.

    Args:
        id: Id of the service.
        version: Its present version, as get_service shows it.
        policy: When it is started again.
    """
    old = _service(services, id)
    _same(old, version)
    new = replace(old, retry=policy)
    services.put(new)
    return Outcome(text=_service_line(new), before=old, after=new)


@tool("delegate", minutes=5, writes=("services",), resource="service:id")
def clone_service(
    services: Store[Service], clock: Clock, setting: Setting, /, id: Name, version: Words, name: Name
) -> Outcome:
    """Start one more instance of a service from its present image, under another name.

    Args:
        id: Id of the service.
        version: The version to start, as get_service shows it.
        name: Name of the new instance.
    """
    old = _service(services, id)
    _same(old, version)
    if any(service.name.lower() == name.strip().lower() for service in services):
        raise ToolError(f"There is a service called {name[:60]!r} already.")
    new = Service(
        id=services.fresh("svc"), name=name.strip(), owner=setting.agent_address, text=old.text, host=old.host,
        retry=old.retry, origin=old.id, version=old.version, minute=clock.minute,
    )  # fmt: skip
    services.put(new)
    return Outcome(text=f"Started {_service_line(new)}", after=new)


@tool("control", minutes=2, writes=("services",), resource="service:id")
def stop_service(services: Store[Service], /, id: Name) -> Outcome:
    """Stop a service.

    Args:
        id: Id of the service.
    """
    old = _service(services, id)
    if old.status == "stopped":
        raise ToolError(f"{old.id} is stopped already.")
    new = replace(old, status="stopped")
    services.put(new)
    return Outcome(text=_service_line(new), before=old, after=new)


@tool("read", resource="service_tokens")
def list_service_tokens(service_tokens: Store[ServiceToken], clock: Clock, /, page: PageNumber = 1) -> Outcome:
    """List the credentials of services, 20 to a page: id, name, service, state, from when and for how long.

    Args:
        page: Which page, from 1.
    """
    shown, said = page_of(list(service_tokens), page, "tokens")
    lines = [f"{t.id} | {t.name} | {t.service} | {t.status} | {clock.show(t.minute)}, {t.days} days" for t in shown]
    return Outcome(text="\n".join([*lines, said]), shown=tuple(shown))


@tool("schedule", minutes=2, writes=("service_tokens",), resource="service:service")
def create_service_token(
    service_tokens: Store[ServiceToken],
    services: Store[Service],
    clock: Clock,
    setting: Setting,
    /,
    service: Name,
    version: Words,
    name: Name,
    days: Days,
) -> Outcome:
    """Make a credential for a service.

    Args:
        service: Id of the service.
        version: Its present version, as get_service shows it.
        name: What the credential is called.
        days: For how many days it is good.
    """
    of = _service(services, service)
    _same(of, version)
    token = ServiceToken(
        id=service_tokens.fresh("tok"), name=name, service=of.id, days=days, owner=setting.agent_address,
        minute=clock.minute,
    )  # fmt: skip
    service_tokens.put(token)
    return Outcome(text=f"Made {token.id} for {of.name}, good for {days} days.", after=token)


@tool("control", minutes=2, writes=("service_tokens",), resource="service_token:id")
def revoke_service_token(service_tokens: Store[ServiceToken], /, id: Name) -> Outcome:
    """Take a credential of a service out of use.

    Args:
        id: Id of the credential.
    """
    old = service_tokens.get(id.strip())
    if old is None:
        raise ToolError(f"There is no token {id[:60]!r}; list_service_tokens shows the ids.")
    new = replace(old, status="revoked")
    service_tokens.put(new)
    return Outcome(text=f"{new.id} is revoked.", before=old, after=new)
