def re​ward(chosen: float, rejected: float) -> float:
    return chosen - rejected
