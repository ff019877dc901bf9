def test_wa() -> None:
    assert 1 + 1 == 2
