"""Calls of Okta's SDK for Python, each with the result that Okta is expected to give."""

import enum
import inspect
import os
import sys
import typing

from okta.client import Client

# Parameters that every method of the SDK has.
COMMON = {"self", "_request_timeout", "_request_auth", "_content_type", "_headers", "_host_index"}


# An error whose code is not documented.
ANY = "any"


class Missing:
    """The result of a call that failed: calls that depend on it fail as well, with an id that names the reason."""

    def __getattr__(self, name):
        return self

    def __getitem__(self, key):
        return self

    def __str__(self):
        return "missing"


def model(annotation):
    """The class of the SDK's models that a parameter takes."""
    if inspect.isclass(annotation):
        return annotation if hasattr(annotation, "from_dict") and not issubclass(annotation, enum.Enum) else None
    return next((found for found in map(model, typing.get_args(annotation)) if found), None)


def encode(method, name, value):
    """A dict as the model of the parameter, a list of dicts as a list of models."""
    if isinstance(value, dict):
        kind = model(inspect.signature(method).parameters[name].annotation)
        return kind.from_dict(value) if kind else value
    if isinstance(value, list):
        return [encode(method, name, item) for item in value]
    return str(value) if isinstance(value, Missing) else value


class Tour:
    """Makes calls, and compares their results with the expected ones.

    A call is right if its status, its error code and its checked members are those of Okta. `known` has the calls that are
    known to be wrong, by name, with the reason; it must be exact.
    """

    def __init__(self, known):
        self.client = Client({
            "orgUrl": os.environ["OKTA_CLIENT_ORGURL"],
            "token": os.environ["OKTA_CLIENT_TOKEN"],
            "testing": {"testingDisableHttpsCheck": True},
            "rateLimit": {"maxRetries": 0},
        })
        self.known = known
        self.names = {}
        self.wrong = {}

    async def __call__(self, method, *args, ok=None, status=200, error=None, note=None, **options):
        """Calls a method. `ok` checks the result; `error` is the expected error code, with its status, or
        ANY; `note` tells calls
        of the same method apart. Returns the result."""
        name = f"{method}: {note}" if note else method
        count = self.names[name] = self.names.get(name, 0) + 1
        name = name if count == 1 else f"{name} ({count})"
        try:
            data, seen = await self.result(method, args, options)
        except Exception as raised:  # The SDK raises whatever it does not expect.
            self.wrong[name] = f"the SDK raised {type(raised).__name__}: {raised}"
            return Missing()
        expected = (error, status) if error else (None, status)
        if error and status == 200:
            expected = (error, {"E0000007": 404, "E0000006": 403, "E0000011": 401}.get(error, 400))
        rejected = error == ANY and 400 <= (seen[1] or 0) < 500 and seen[1] != 404
        if seen[:2] != expected and not rejected:
            self.wrong[name] = f"expected {expected}, got {seen}"
        elif ok:
            try:
                if not ok(data):
                    self.wrong[name] = f"unexpected result: {data}"
            except Exception as raised:
                self.wrong[name] = f"unexpected result ({type(raised).__name__}: {raised}): {data}"
        usable = isinstance(data, list) and data or hasattr(data, "to_dict")
        return data if usable else Missing()

    async def result(self, method, args, options):
        """The result of a call, and its error code, status and error text."""
        call = getattr(self.client, method)
        names = [name for name in inspect.signature(call).parameters if name not in COMMON]
        options = {**dict(zip(names, args, strict=False)), **options}
        options = {name: encode(call, name, value) for name, value in options.items()}
        returned = await call(**options)
        error = returned[-1]
        if error is not None:
            return None, (getattr(error, "error_code", type(error).__name__), getattr(error, "status", None), str(error))
        response = returned[-2]
        status = getattr(response, "status_code", None) or getattr(response, "status", None)
        return (returned[0] if len(returned) == 3 else None), (None, status, None)

    def report(self, program, least):
        """Prints the calls that are not as expected, and ends the program with 1 if there are others than the known ones."""
        total = sum(self.names.values())
        failed = False
        for name, reason in self.wrong.items():
            if name not in self.known:
                failed = True
                print(f"WRONG {name}: {' '.join(reason.split())[:400]}")
        for name, reason in self.known.items():
            if name not in self.wrong:
                failed = True
                print(f"RIGHT, but listed as known to be wrong: {name} ({reason})")
        right = total - len(self.wrong)
        print(f"{program}: {right} of {total} calls right ({100 * right / total:.1f} %), {len(self.known)} known misses")
        if total < least:
            failed = True
            print(f"expected at least {least} calls")
        sys.exit(1 if failed else 0)
