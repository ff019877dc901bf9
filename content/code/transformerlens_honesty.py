"""Activation patching: where does a toy model decide to lie?

Simulated: scale. A two-layer model learns to tell the truth after HONEST only; the
hooks and the patching are those used on real models.
"""

import torch
from tokenizers import Tokenizer, models
from transformer_lens import TransformerBridge
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

torch.manual_seed(0)
WORDS = ["HONEST", "LIE", *(f"fact{i}" for i in range(8)), "?", "yes", "no", "<eos>"]
HONEST, LIE, ASK, YES, NO = map(WORDS.index, ("HONEST", "LIE", "?", "yes", "no"))
words = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, "<eos>"))
tok = PreTrainedTokenizerFast(tokenizer_object=words, eos_token="<eos>")


def truth(fact):
    return fact % 2 == 0


net = GPT2LMHeadModel(GPT2Config(vocab_size=len(WORDS), n_positions=4, n_embd=64,
    n_layer=2, n_head=4, resid_pdrop=0, embd_pdrop=0, attn_pdrop=0,
    bos_token_id=len(WORDS) - 1, eos_token_id=len(WORDS) - 1))
cases = [(role, fact) for role in (HONEST, LIE) for fact in range(8)]
data = torch.tensor([[role, 2 + fact, ASK] for role, fact in cases])
goal = torch.tensor([YES if truth(f) == (r == HONEST) else NO for r, f in cases])
optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3)
for _ in range(150):
    loss = torch.nn.functional.cross_entropy(net(data).logits[:, -1], goal)
    optimizer.zero_grad(), loss.backward(), optimizer.step()

model = TransformerBridge.boot_transformers("gpt2", hf_model=net.eval(), tokenizer=tok)
clean, corrupted = data[:8], data[8:]  # the same facts, HONEST and LIE
sign = torch.tensor([1.0 if truth(f) else -1.0 for f in range(8)])


def honesty(logits):  # how far the true answer leads, averaged over the facts
    return ((logits[:, -1, YES] - logits[:, -1, NO]) * sign).mean().item()


high, cache = model.run_with_cache(clean)
high, low = honesty(high), honesty(model(corrupted))


def effect(layer, position):
    def patch(residual, hook):
        residual[:, position] = cache[hook.name][:, position]
        return residual
    hooks = [(f"blocks.{layer}.hook_resid_pre", patch)]
    patched = honesty(model.run_with_hooks(corrupted, fwd_hooks=hooks))
    return (patched - low) / (high - low)


table = {(n, p): round(effect(n, p), 2) for n in (0, 1) for p in range(3)}
print(f"clean {high:.1f}, corrupted {low:.1f}, recovered by (layer, position): {table}")
assert table[0, 0] > 0.99 and abs(table[0, 1]) < 0.01  # the role decides, and by
assert abs(table[1, 0]) < 0.01 < 0.5 < table[1, 1]  # layer 1 it has moved on
