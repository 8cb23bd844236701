"""placeholder"""


def run(request): ...
