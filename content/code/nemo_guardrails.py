"""Rails around a billing assistant in NeMo Guardrails, and what each removal lets out.
Simulated: the model, the moderation vendor, the invoice, the embeddings (letters).
"""
import asyncio
import logging
import re
from difflib import get_close_matches

from nemoguardrails import LLMRails, RailsConfig
from nemoguardrails.actions.rail_outcome import RailOutcome
from nemoguardrails.embeddings.index import EmbeddingsIndex
from nemoguardrails.testing import FakeLLMModel

CONFIG_YML = """
core: {embedding_search_provider: {name: letters}}
rails:
  input: {flows: [moderate question]}
  dialog: {user_messages: {embeddings_only: true,
    embeddings_only_similarity_threshold: 0.6,
    embeddings_only_fallback_intent: off topic}}
  output: {flows: [check amounts, moderate answer]}
"""
RAILS_CO = """
define user ask refund
  "I want my money back"
define user ask bill
  "How much do I owe?"
define flow refund
  user ask refund
  bot explain refund "Refunds take 14 days."
define flow bill
  user ask bill
  if $verdict == "unknown"
    bot ask for patience "I can only show fixed texts right now."
  else
    bot answer bill
define flow topic
  user off topic
  bot stay on topic "I can only help with your bill."
define subflow moderate question
  $verdict = execute moderate(text=$user_message)
  if $verdict == "bad"
    bot refuse question "I cannot answer that."
    stop
define subflow moderate answer
  $checked = execute moderate(text=$bot_message)
  if $checked != "ok"
    bot refuse answer "I cannot say that."
    stop
define subflow check amounts
  $found = execute check_amounts(text=$bot_message)
  if $found.is_blocked
    bot refuse amount "Please see your invoice."
    stop
"""
logging.disable(logging.CRITICAL)  # an escaped exception would print its trace


class Letters(EmbeddingsIndex):
    async def add_items(self, items):
        self.items = {item.text: item for item in items}

    async def search(self, text, max_results=20, threshold=None):
        near = get_close_matches(text, self.items, max_results, threshold or 0.0)
        return [self.items[found] for found in near]


async def check_amounts(text: str, invoice: float = 12.0, **_) -> RailOutcome:
    said = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}
    return RailOutcome.allow() if said == {invoice} else RailOutcome.block()


def ask(question, reply, removed="nothing", failing=""):
    """What the user gets if the model always says `reply` and one thing is removed."""
    async def moderate(text):
        try:  # the vendor answers at once, or too late
            await asyncio.wait_for(asyncio.sleep(1 if failing else 0), 0.2)
        except TimeoutError:
            if failing == "raise":
                raise
            return failing
        return "bad" if "idiot" in text else "ok"
    yml = CONFIG_YML.replace(f"{removed}:", "ouput:")  # a section goes by a misspelling
    config = RailsConfig.from_content(RAILS_CO, yml)
    config.flows = [flow for flow in config.flows if flow["id"] != removed]
    for rail in (config.rails.input, config.rails.output):
        rail.flows = [name for name in rail.flows if name != removed]
    rails = LLMRails(config, llm=FakeLLMModel(responses=[reply] * 3))
    rails.register_embedding_search_provider("letters", Letters)
    rails.register_action(moderate).register_action(check_amounts)
    return rails.generate(prompt=question)


BILL, REFUND, INSULT = "How much do I owe?", "I want my money back", "How much, idiot?"
PROBES = {  # question, model text that only this rail stops, what the user gets
    "moderate question": (INSULT, "12 dollars.", "I cannot answer that."),
    "refund": (REFUND, "You get 12 dollars today.", "Refunds take 14 days."),
    "topic": ("Who should win?", "Vote for 12.", "I can only help with your bill."),
    "check amounts": (BILL, "You owe 12 or 99 dollars.", "Please see your invoice."),
    "moderate answer": (BILL, "You owe 12, idiot.", "I cannot say that."),
}
for removed in ("nothing", *PROBES, "output"):
    said = {name: ask(q, text, removed) for name, (q, text, _) in PROBES.items()}
    print(f"removed {removed}:", *said.values(), sep=" | ")
    gone = ["check amounts", "moderate answer"] if removed == "output" else [removed]
    assert said == {n: p[1] if n in gone else p[2] for n, p in PROBES.items()}
for reply in ("12 dollars, then ninety.", "12 dollars, due May 3.", "99, idiot."):
    got = ask(BILL, reply)
    print(f"{reply} -> {got}")
    assert got == (reply if "ninety" in reply else "Please see your invoice.")
ERROR, FIXED = "I'm sorry, an internal error has occurred.", "Refunds take 14 days."
POLICIES = {  # what the user gets from each of the calls, if the vendor is too late
    "raise": (ERROR, ERROR, ERROR), "ok": ("12 dollars.", FIXED, "12 dollars."),
    "unknown": ("I can only show fixed texts right now.", FIXED, "I cannot say that."),
}
CALLS = ((INSULT, "nothing"), (REFUND, "nothing"), (BILL, "moderate question"))
for failing, wanted in POLICIES.items():
    said = tuple(ask(q, "12 dollars.", gone, failing) for q, gone in CALLS)
    print(f"too late, so {failing}:", *said, sep=" | ")
    assert said == wanted
