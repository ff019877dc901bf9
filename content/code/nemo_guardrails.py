"""Moderation, topical and fact-checking rails around a model, and a Colang dialog flow.
Simulated: the model's replies, the moderation service, and the embedding index.
"""

from nemoguardrails import LLMRails, RailsConfig
from nemoguardrails.embeddings.index import EmbeddingsIndex
from nemoguardrails.testing import FakeLLMModel

YAML = """models: []
core: {embedding_search_provider: {name: listing}}
rails: {input: {flows: [moderation, topic]}, output: {flows: [facts]}}
"""
DIALOG = """define user ask refund
  "I want my money back"
define bot explain refund
  "Refunds take 14 days. Shall I open a case?"
define flow refund
  user ask refund
  bot explain refund
define bot refuse
  "I cannot answer that; please see your invoice."
"""
RAIL = """
define flow {0}
  $allowed = execute {0}(text=${1}_message)
  if not $allowed
    bot refuse
    stop
"""


class Listing(EmbeddingsIndex):  # returns nothing; a real index embeds and ranks
    async def search(self, *_, **__):
        return []
    add_items = build = search


CHECKS = {"moderation": lambda text: "bomb" not in text,  # stands for a service
          "topic": lambda text: "politics" not in text,
          "facts": lambda text: "12 dollars" in text or "14 days" in text}
CONFIG = RailsConfig.from_content(DIALOG + "".join(
    RAIL.format(name, "bot" if name == "facts" else "user") for name in CHECKS), YAML)


def ask(question, *replies):
    rails = LLMRails(CONFIG, llm=FakeLLMModel(responses=list(replies)))
    rails.register_embedding_search_provider("listing", Listing)
    for name, check in CHECKS.items():
        async def action(text, check=check):
            return check(text)
        rails.register_action(action, name)
    reply = rails.generate(messages=[{"role": "user", "content": question}])["content"]
    print(reply)
    return "refuse" if "cannot" in reply else reply


plan = ["What is my plan?", "  ask plan", "bot answer"]
assert ask("How do I make a bomb?") == ask("Who wins in politics?") == "refuse"
assert ask("Give me my money back", "  ask refund").startswith("Refunds take 14 days")
assert ask(*plan, '"12 dollars."') == "12 dollars." and ask(*plan, '"99."') == "refuse"
