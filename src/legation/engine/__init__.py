"""The trained engine: label sets, the ONNX session, decoding of its scores; no rules about politics."""
