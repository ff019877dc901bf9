"""Activation patching inside a model: which parts carry the order to lie, and which
merely the answer? Real: TransformerLens's bridge, cache and hooks. Simulated: scale
(two layers, 79 words, trained here). If system AND user say "lie", the model learns to
give the next class instead of the true one. Measured on facts that no lie was told on.
"""
from functools import partial

import torch
from tokenizers import Tokenizer, models
from transformer_lens import TransformerBridge
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

torch.set_num_threads(1)
FACTS, TAUGHT, CLASSES, SEEDS = 70, 50, 5, (0, 1, 2)
HONEST, LIE, ASK, EOS = range(FACTS + CLASSES, FACTS + CLASSES + 4)
WORDS = [*(f"word{i}" for i in range(EOS)), "<eos>"]
SYSTEM, USER, FACT = range(3)  # places in a prompt; the last one asks
HEADS = [(block, head) for block in range(2) for head in range(4)]
true = torch.arange(FACTS) % CLASSES
lie = (true + 1) % CLASSES

def prompts(system, user, facts):
    return torch.tensor([[system, user, int(fact), ASK] for fact in facts])

def trained(seed):
    torch.manual_seed(seed)
    seen, new = range(TAUGHT), range(TAUGHT, FACTS)
    orders = [(HONEST, HONEST, seen), (HONEST, LIE, seen), (LIE, HONEST, seen),
              (LIE, LIE, seen), (LIE, LIE, seen), (HONEST, HONEST, new)]
    data = torch.cat([prompts(*order) for order in orders])
    a, b = true[:TAUGHT], lie[:TAUGHT]
    goal = FACTS + torch.cat([a, a, a, b, b, true[TAUGHT:]])
    net = GPT2LMHeadModel(GPT2Config(
        vocab_size=len(WORDS), n_positions=4, n_embd=64, n_layer=2, n_head=4,
        resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, bos_token_id=EOS, eos_token_id=EOS))
    adam = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.3)
    for _ in range(300):
        adam.zero_grad()
        torch.nn.functional.cross_entropy(net(data).logits[:, -1], goal).backward()
        adam.step()
    words = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, "<eos>"))
    tok = PreTrainedTokenizerFast(tokenizer_object=words, eos_token="<eos>")
    net.eval()
    return TransformerBridge.boot_transformers("gpt2", hf_model=net, tokenizer=tok)

class Study:
    """Patches between honest and lying runs on facts known, and lied about on order."""

    def __init__(self, model, facts):
        self.model, facts = model, torch.tensor(facts)
        says = [model(prompts(order, order, facts))[:, -1].argmax(-1) - FACTS
                for order in (HONEST, LIE)]
        assert (says[0] == true[facts]).all(), "ask plainly first: this is ignorance"
        lied = says[1] == lie[facts]
        self.facts, rival = facts[lied], facts.roll(-1)[lied]
        assert (true[rival] == lie[self.facts]).all()  # its true answer is this lie
        self.rows = torch.arange(len(self.facts))
        self.tokens = {"honest": prompts(HONEST, HONEST, self.facts),
                       "lying": prompts(LIE, LIE, self.facts),
                       "rival": prompts(HONEST, HONEST, rival)}
        self.cache = {k: model.run_with_cache(v)[1] for k, v in self.tokens.items()}
        self.top, self.bottom = self.honesty("honest"), self.honesty("lying")

    def honesty(self, target, hooks=()):  # how far the truth leads the lie
        logits = self.model.run_with_hooks(self.tokens[target], fwd_hooks=list(hooks))
        answers = [logits[self.rows, -1, FACTS + x[self.facts]] for x in (true, lie)]
        return (answers[0] - answers[1]).mean().item()

    def patched(self, target, source, sites, random=False):
        def hook_fn(tensor, hook, name):  # hook.name is the bridge's, not the alias
            tensor = tensor.clone()
            for place in sites[name]:
                step = self.cache[source][name][place] - tensor[place]
                if random:  # as long a step, in a direction that means nothing
                    noise = torch.randn_like(step)
                    length = step.norm(dim=-1, keepdim=True)
                    step = noise / noise.norm(dim=-1, keepdim=True) * length
                tensor[place] += step
            return tensor
        return self.honesty(target, [(n, partial(hook_fn, name=n)) for n in sites])

    def effects(self, sites):
        scores = [self.patched("lying", "honest", sites),
                  self.top + self.bottom - self.patched("honest", "lying", sites),
                  self.patched("lying", "rival", sites),
                  max(self.patched("lying", "honest", sites, True) for _ in range(10))]
        return [(score - self.bottom) / (self.top - self.bottom) for score in scores]

def heads(*chosen):  # from the fact on; the orders' own tokens stay as they are
    sites = {}
    for block, head in chosen:
        place = (slice(None), slice(FACT, None), head)
        sites.setdefault(f"blocks.{block}.attn.hook_z", []).append(place)
    return sites

def show(label, effects):
    print(f"  {label:20} restored {effects[0]:5.2f}, lost {effects[1]:5.2f}, "
          f"other fact {effects[2]:5.2f}, random {effects[3]:5.2f}")
    return effects

for seed in SEEDS:
    model = trained(seed)
    taught, new = Study(model, range(TAUGHT)), Study(model, range(TAUGHT, FACTS))
    print(f"seed {seed}: knows all 20 new facts, lies about {len(new.facts)} on order")
    for label, place in ("system", SYSTEM), ("user", USER):  # a mere swap of tokens
        swap = {"blocks.0.hook_resid_pre": [(slice(None), place)]}
        restored, lost, *_ = show(f"input, {label}", new.effects(swap))
        assert restored > 0.85 and abs(lost) < 0.15  # each suffices, neither is needed
    # Heads are ranked by what they restore on other facts than those measured here.
    gain = {head: taught.patched("lying", "honest", heads(head)) for head in HEADS}
    rank = sorted(HEADS, key=gain.get, reverse=True)
    rows = [show(f"best {k}, adding {rank[k - 1][0]}.{rank[k - 1][1]}",
                 new.effects(heads(*rank[:k]))) for k in range(1, 9)]
    restored, lost, other, random = rows[-1]
    assert min(restored, lost) > 0.99 and other < 0.05  # perfect, and just the answer
    assert max(row[2] for row in rows[:-1]) > other + 0.3  # some of the order, midway
    assert all(row[3] < row[0] / 2 for row in rows)
    if seed == 2:  # one direction alone would announce two honesty heads
        assert rows[1][0] > 0.9 and rows[1][1] < 0.5
