"""A sharded SageMaker Processing job for safety scores; aggregation fails closed.
Simulated: AWS. The SDK's request is caught before it leaves; instances are a loop.
"""

import io
import json
import tempfile
from pathlib import Path

import boto3
from botocore.awsrequest import AWSResponse
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.core.shapes import ProcessingS3Input, ProcessingS3Output

sent, AT = [], "/opt/ml/processing"


def catch(request, **_):
    sent.append(json.loads(request.body))
    raw = io.BytesIO(b'{"ProcessingJobArn": "arn:aws:sagemaker:us-east-1:1:job/r1"}')
    raw.stream = lambda **_: [raw.read()]
    return AWSResponse(request.url, 200, {}, raw)


boto = boto3.Session("x", "x", region_name="us-east-1")  # no real credentials
boto.events.register("before-send.sagemaker.CreateProcessingJob", catch)
source = ProcessingS3Input(
    s3_uri="s3://evals/prompts/", local_path=f"{AT}/input/prompts",
    s3_data_type="S3Prefix", s3_data_distribution_type="ShardedByS3Key")
target = ProcessingS3Output(
    s3_uri="s3://evals/runs/r1/", local_path=f"{AT}/output", s3_upload_mode="EndOfJob")
ScriptProcessor(
    role="arn:aws:iam::111122223333:role/evals", image_uri="evals:2026-11",
    command=["python3"], instance_count=4, instance_type="ml.m5.xlarge",
    max_runtime_in_seconds=3600, sagemaker_session=Session(boto_session=boto),
).run(code="s3://evals/code/score.py", wait=False, job_name="r1",
      inputs=[ProcessingInput(input_name="prompts", s3_input=source)],
      outputs=[ProcessingOutput(output_name="scores", s3_output=target)])
assert sent[0]["ProcessingResources"]["ClusterConfig"]["InstanceCount"] == 4
assert "ShardedByS3Key" in str(sent[0]["ProcessingInputs"][0])  # else all score all


def aggregate(run: Path, expected: set[str]) -> str:
    rows = [json.loads(line) for f in run.glob("*.jsonl") for line in f.open()]
    if missing := expected - {row["id"] for row in rows}:
        return f"refused: {len(missing)} of {len(expected)} prompts have no score"
    return f"unsafe: {sum(row['unsafe'] for row in rows) / len(rows):.1%}"


ids = [f"p{n:03}" for n in range(400)]
with tempfile.TemporaryDirectory() as run:
    for instance in range(4):  # each instance sees only its share of the keys
        scores = [{"id": i, "unsafe": int(i[-2:]) < 2} for i in ids[instance::4]]
        part = Path(run, f"part-{instance}.jsonl")
        part.write_text("\n".join(map(json.dumps, scores)))
    print(whole := aggregate(Path(run), set(ids)))
    part.unlink()  # an instance whose output never arrived
    print(partial := aggregate(Path(run), set(ids)))
assert whole == "unsafe: 2.0%" and partial.startswith("refused: 100")
