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
from sagemaker.core.network import NetworkConfig
from sagemaker.core.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.core.shapes import ProcessingS3Input, ProcessingS3Output

sent, AT = [], "/opt/ml/processing"
IMAGE = f"111122223333.dkr.ecr.us-east-1.amazonaws.com/evals@sha256:{'0' * 64}"


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
    s3_uri="s3://evals/r1/", local_path=f"{AT}/output", s3_upload_mode="Continuous")
ScriptProcessor(
    role="arn:aws:iam::111122223333:role/evals", image_uri=IMAGE, command=["python3"],
    instance_count=4, instance_type="ml.g5.xlarge", sagemaker_session=Session(boto),
    network_config=NetworkConfig(enable_network_isolation=True),  # the judge is inside
).run(code="s3://evals/code/score.py", wait=False, job_name="r1",
      inputs=[ProcessingInput(input_name="prompts", s3_input=source)],
      outputs=[ProcessingOutput(output_name="scores", s3_output=target)])
assert "ShardedByS3Key" in str(sent[0]["ProcessingInputs"][0])  # else all score all


def aggregate(run, manifest):
    rows = [json.loads(row) for f in run.iterdir() for row in f.read_text().split("\n")]
    if sorted(row["id"] for row in rows) != manifest:  # some lost, twice or unknown
        return f"refused: {len(rows)} rows for {len(manifest)} conversations"
    return f"unsafe: {sum(row['unsafe'] for row in rows) / len(rows):.1%}"


manifest = [f"in-{n // 100}/{n % 100:02}" for n in range(400)]  # before the run
run = Path(tempfile.mkdtemp())
for key, unsafe in {"in-0": 6, "in-1": 2, "in-2": 0, "in-3": 0}.items():
    rows = [{"id": i, "unsafe": int(i[-2:]) < unsafe} for i in manifest if key in i]
    run.joinpath(key).write_text("\n".join(map(json.dumps, rows)))  # named by its input
print(whole := aggregate(run, manifest))
run.joinpath("in-0").unlink()  # the worst part never arrived; the rest has 0.7% unsafe
print(partial := aggregate(run, manifest))
assert (whole, partial[:17]) == ("unsafe: 2.0%", "refused: 300 rows")
