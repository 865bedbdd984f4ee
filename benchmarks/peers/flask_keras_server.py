#!/usr/bin/env python3
"""The specification's system: a Flask page that takes a picture of a digit and asks a Keras model.

    flask_keras_server.py train MODEL.keras MNIST_FOLDER   trains the specification's network for a moment and saves it
    flask_keras_server.py serve MODEL.keras PORT [--variant development|tuned]

The picture is read by PIL, made grey and 28x28, and `model.predict` answers, as in the report. `development` is
`app.run()`, Flask's own server, which is what a page like the report's is run with. `tuned` is what its author could do
in an afternoon: waitress in its place, with as many threads as cores, the model as a compiled function of one picture
instead of `predict`, and TensorFlow on one thread a request.
"""

import argparse
import gzip
import os
import pathlib
import sys

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")

TRAINED_IMAGES = 20_000
HOME = "<h1>Handwritten Digit Recognition</h1><a href='/recognise'>Recognise</a>"
RECOGNISE = ("<form method=post action=/predict enctype=multipart/form-data>"
             "<input type=file name=image accept='image/png,image/jpeg'><button>Recognise</button></form>")
PREDICT = "<h1>PREDICTION : {{ digit }}</h1><a href='/recognise'>Back</a>"


def read_idx(folder, name, header_bytes):
    import numpy
    plain = pathlib.Path(folder) / name
    data = plain.read_bytes() if plain.exists() else gzip.decompress(plain.with_name(f"{name}.gz").read_bytes())
    return numpy.frombuffer(data, numpy.uint8, offset=header_bytes)


def train(path, folder):
    import keras
    import keras_networks
    images = read_idx(folder, "train-images-idx3-ubyte", 16).reshape(-1, 28, 28, 1)[:TRAINED_IMAGES]
    labels = read_idx(folder, "train-labels-idx1-ubyte", 8)[:TRAINED_IMAGES]
    keras_networks.set_up(os.cpu_count(), "fp32")
    model = keras_networks.build("seed")
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    model.fit(images / 255.0, keras.utils.to_categorical(labels, 10), batch_size=128, epochs=1, verbose=0)
    model.save(path)


def classifier(path, variant):
    """A function from a picture's pixels [1, 28, 28, 1], 0 to 1, to the ten probabilities."""
    import keras
    import tensorflow
    if variant == "tuned":
        tensorflow.config.threading.set_intra_op_parallelism_threads(1)
        tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    model = keras.models.load_model(path)
    if variant == "development":
        return lambda pixels: model.predict(pixels, verbose=0)[0]
    compiled = tensorflow.function(lambda pixels: model(pixels, training=False), jit_compile=False,
                                   input_signature=[tensorflow.TensorSpec((1, 28, 28, 1), tensorflow.float32)])
    return lambda pixels: compiled(tensorflow.constant(pixels)).numpy()[0]


def page(classify):
    import numpy
    from flask import Flask, redirect, render_template_string, request
    from PIL import Image
    app = Flask(__name__)

    @app.get("/")
    def home():
        return HOME

    @app.get("/recognise")
    def recognise():
        return RECOGNISE

    @app.post("/predict")
    def predict():
        if "image" not in request.files:
            return redirect("/recognise")
        picture = Image.open(request.files["image"].stream).convert("L").resize((28, 28))
        pixels = numpy.asarray(picture, dtype=numpy.float32).reshape(1, 28, 28, 1) / 255
        return render_template_string(PREDICT, digit=int(classify(pixels).argmax()))

    return app


def serve(path, port, variant):
    app = page(classifier(path, variant))
    if variant == "tuned":
        import waitress
        waitress.serve(app, host="127.0.0.1", port=port, threads=os.cpu_count(), connection_limit=2000)
    else:
        app.run(host="127.0.0.1", port=port)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("train", "serve"))
    parser.add_argument("model")
    parser.add_argument("place", help="MNIST's folder, or the port")
    parser.add_argument("--variant", choices=("development", "tuned"), default="development")
    arguments = parser.parse_args()
    if arguments.action == "train":
        train(arguments.model, arguments.place)
    else:
        serve(arguments.model, int(arguments.place), arguments.variant)


if __name__ == "__main__":
    sys.exit(main())
