"""Puts the files of a zipped folder into a bucket, each with its content type, and takes old ones away."""
import io, json, time, urllib.request, zipfile
import boto3
from botocore.exceptions import ClientError


def handler(event, context):
    bucket = event["ResourceProperties"]["Bucket"]
    status, reason = "SUCCESS", ""
    try:
        change(boto3.client("s3"), event)
    except Exception as error:
        status, reason = "FAILED", f"{type(error).__name__}: {error}"
        print(reason)
    answer = {
        "Status": status, "Reason": reason[:1000],
        # Another bucket is another page: CloudFormation then has the old one's files deleted.
        "PhysicalResourceId": event.get("PhysicalResourceId", bucket) if event["RequestType"] == "Delete" else bucket,
        "StackId": event["StackId"], "RequestId": event["RequestId"], "LogicalResourceId": event["LogicalResourceId"],
    }
    body = json.dumps(answer).encode()
    request = urllib.request.Request(event["ResponseURL"], body, {"content-type": ""}, method="PUT")
    urllib.request.urlopen(request, timeout=10).close()


def change(s3, event):
    new, old = event["ResourceProperties"], event.get("OldResourceProperties", {})
    bucket, files = new["Bucket"], new["Files"]
    gone = set(files) if event["RequestType"] == "Delete" else set()
    if event["RequestType"] != "Delete":
        put(s3, new["Source"], bucket, files)
        if old.get("Bucket") == bucket:
            gone = set(old["Files"]) - set(files)
    for name in sorted(gone):
        s3.delete_object(Bucket=bucket, Key=name)


def put(s3, source, bucket, files):
    packed = read(s3, source)
    with zipfile.ZipFile(io.BytesIO(packed)) as folder:
        for name, kind in sorted(files.items()):
            s3.put_object(Bucket=bucket, Key=name, Body=folder.read(name), ContentType=kind)


def read(s3, source):
    """The right to read this very file may be seconds old, and not yet known everywhere."""
    for again in range(10, -1, -1):
        try:
            return s3.get_object(Bucket=source["Bucket"], Key=source["Key"])["Body"].read()
        except ClientError:
            if not again:
                raise
            time.sleep(3)
