"""Activation patching both ways: what suffices for honesty, and what is needed for it?
Simulated: scale. A two-layer model learns to lie only if system AND user order it to,
and is measured on facts that it never saw with an order to lie."""

import torch
from tokenizers import Tokenizer, models
from transformer_lens import TransformerBridge
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

torch.manual_seed(0), torch.set_num_threads(1)
N, TAUGHT = 60, 48  # facts, and those shown with orders to lie as well
WORDS = [*(f"fact{i}" for i in range(N)), "honest", "lie", "?", "yes", "no", "<eos>"]
HONEST, LIE, ASK, YES, NO, EOS = range(N, N + 6)
words = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, "<eos>"))
tok = PreTrainedTokenizerFast(tokenizer_object=words, eos_token="<eos>")
truth = torch.arange(N) % 2 == 0


def prompts(system, user, facts):
    return torch.tensor([[system, fact, user, ASK] for fact in facts])


ORDERS = [(HONEST, HONEST), (HONEST, LIE), (LIE, HONEST), (LIE, LIE)]
data = torch.cat([*(prompts(*order, range(TAUGHT)) for order in ORDERS),
                  prompts(HONEST, HONEST, range(TAUGHT, N))])
says = torch.cat([*[truth[:TAUGHT]] * 3, ~truth[:TAUGHT], truth[TAUGHT:]])
goal = torch.where(says, YES, NO)
net = GPT2LMHeadModel(GPT2Config(vocab_size=len(WORDS), n_positions=4, n_embd=64,
    n_layer=2, n_head=4, bos_token_id=EOS, eos_token_id=EOS)).eval()  # no dropout
adam = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.1)
for _ in range(400):
    loss = torch.nn.functional.cross_entropy(net(data).logits[:, -1], goal)
    adam.zero_grad(), loss.backward(), adam.step()
model = TransformerBridge.boot_transformers("gpt2", hf_model=net, tokenizer=tok)
clean, corrupted = (prompts(role, role, range(TAUGHT, N)) for role in (HONEST, LIE))
sign = torch.where(truth[TAUGHT:], 1, -1)


def honesty(logits):  # how far the true answer leads, averaged over the facts
    return ((logits[:, -1, YES] - logits[:, -1, NO]) * sign).mean().item()


def moved(source, target, layer, position):  # 0: the patch does nothing, 1: everything
    end, cache = model.run_with_cache(source)
    def patch(residual, hook):
        residual[:, position] = cache[hook.name][:, position]
        return residual
    hooks = [(f"blocks.{layer}.hook_resid_pre", patch)]
    results = model(target), model.run_with_hooks(target, fwd_hooks=hooks), end
    start, patched, end = map(honesty, results)
    return (patched - start) / (end - start)


for layer, place in (0, 0), (0, 1), (0, 2), (0, [0, 2]), (1, 0), (1, 2), (1, 3):
    restores = moved(clean, corrupted, layer, place)  # denoising: does it suffice?
    destroys = moved(corrupted, clean, layer, place)  # noising: is it needed?
    print(f"layer {layer}, token {place}: {restores:.2f} restored, {destroys:.2f} lost")
    if layer == 0:  # either order suffices, neither is needed, the two together are
        assert (restores > 0.6) == (place != 1)
        assert (destroys > 0.6) == (place == [0, 2])
