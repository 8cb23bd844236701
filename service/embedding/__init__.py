"""The embedding models that travel with the program."""

from service.embedding.models import E5_SMALL, MINILM, MODELS, EmbeddingModel
from service.embedding.onnx_embedder import OnnxEmbedder

__all__ = ["E5_SMALL", "MINILM", "MODELS", "EmbeddingModel", "OnnxEmbedder"]
