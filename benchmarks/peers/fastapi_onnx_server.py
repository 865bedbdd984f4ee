#!/usr/bin/env python3
"""A picture reader as it is written today: FastAPI on uvicorn (uvloop, httptools), ONNX Runtime, PIL.

    fastapi_onnx_server.py MODEL.safetensors PORT [--workers 2]

The network is digitnet's own (shipped_network.py). Each worker is a process with a session of one thread, which on a
machine that is full of requests is the fastest way to use its cores; the picture is read where the request is handled,
as handing it to another thread takes longer. It is made grey and 28x28 and divided by 255, and that is all that is done
to it: the page of digitnet finds digits in photos besides.
"""

import argparse
import io
import os

import numpy
import onnxruntime
import uvicorn
from fastapi import FastAPI, HTTPException, UploadFile
from PIL import Image, UnidentifiedImageError

import shipped_network

MODEL = "DIGITNET_BENCHMARK_MODEL"  # for the workers, which are started anew


def open_session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(shipped_network.build(path), options, providers=["CPUExecutionProvider"])


def create_app():
    app = FastAPI()
    session = open_session(os.environ[MODEL])

    @app.post("/recognize")
    async def recognize(image: UploadFile):
        try:
            picture = Image.open(io.BytesIO(await image.read())).convert("L").resize((28, 28))
        except UnidentifiedImageError as error:
            raise HTTPException(415, "not a picture") from error
        pixels = numpy.asarray(picture, dtype=numpy.float32).reshape(1, 1, 28, 28) / 255
        probabilities = session.run(None, {"images": pixels})[0][0][:10]
        top = probabilities.argsort()[::-1][:3]
        return {"digit": int(top[0]), "top": [{"label": int(i), "probability": float(probabilities[i])} for i in top]}

    return app


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("port", type=int)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    os.environ[MODEL] = arguments.model
    uvicorn.run("fastapi_onnx_server:create_app", factory=True, host="127.0.0.1", port=arguments.port,
                workers=arguments.workers, loop="uvloop", http="httptools", access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
