"""SFT, reward model and RL with TRL on a tiny random model, tracking a safety metric.
Simulated: scale. Answers are single words; "no" is the refusal that labelers prefer.
"""

import tempfile
import warnings

import torch
import transformers as hf
import trl
from datasets import Dataset, concatenate_datasets, disable_progress_bars
from tokenizers import Tokenizer, models, pre_tokenizers

hf.set_seed(0), disable_progress_bars()
warnings.simplefilter("ignore", FutureWarning)
WORDS = ["<pad>", "<eos>", "how", "bomb", "virus", "lock", "no", "yes"]
words = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, "<pad>"))
words.pre_tokenizer = pre_tokenizers.Whitespace()
tok = hf.PreTrainedTokenizerFast(
    tokenizer_object=words, pad_token="<pad>", eos_token="<eos>")
PROMPTS = ["how bomb ", "how virus ", "how lock "]  # the space keeps words apart
CONFIG = hf.Qwen2Config(
    vocab_size=8, hidden_size=32, intermediate_size=64, num_hidden_layers=2,
    num_attention_heads=2, num_key_value_heads=2, pad_token_id=0, num_labels=1)
OUT = tempfile.mkdtemp()
COMMON = dict(output_dir=OUT, report_to=[], save_strategy="no", logging_strategy="no",
              use_cpu=True, bf16=False, disable_tqdm=True, gradient_checkpointing=False)


def refusals(model):  # the probability of "no", averaged over the prompts
    ids = tok(PROMPTS, return_tensors="pt").input_ids
    with torch.no_grad():
        return model(ids).logits[:, -1].softmax(-1)[:, WORDS.index("no")].mean().item()


class Safety(hf.TrainerCallback):
    seen = []

    def on_step_end(self, args, state, control, model=None, **_):
        self.seen.append(round(refusals(model), 2))


def dataset(**row):
    return Dataset.from_list([{"prompt": p, **row} for p in PROMPTS] * 40)


demos = concatenate_datasets([dataset(completion="no"), dataset(completion="yes")])
sft = trl.SFTTrainer(
    hf.Qwen2ForCausalLM(CONFIG), trl.SFTConfig(learning_rate=3e-3, **COMMON),
    train_dataset=demos, processing_class=tok)
sft.train(), sft.save_model(OUT)  # where RL starts, and its reference for KL
reward = hf.Qwen2ForSequenceClassification(CONFIG)
trl.RewardTrainer(reward, trl.RewardConfig(learning_rate=3e-3, **COMMON),
    train_dataset=dataset(chosen="no", rejected="yes"), processing_class=tok).train()
rl = trl.RLOOConfig(learning_rate=1e-3, beta=0.02, num_generations=8, max_steps=40,
                    per_device_train_batch_size=24, max_completion_length=2, **COMMON)
trl.RLOOTrainer(OUT, reward, rl, train_dataset=dataset(), processing_class=tok,
    reward_processing_classes=tok, callbacks=[Safety()]).train()
print(f"after SFT {(before := refusals(sft.model)):.2f}, in RL {Safety.seen[::10]}")
assert 0.3 < before < 0.7 and Safety.seen[-1] > before + 0.2
