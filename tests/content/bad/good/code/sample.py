def reward(chosen: float, rejected: float) -> float:
    return chosen - rejected
