"""Torch to ONNX, one graph a part: text encoder, control, UNet, decoder, encoder; or the house.

Names and shapes, fixed (N is 1; H, W are the picture's sides, h = H / 8, w = W / 8; C is the width
of the words' embedding). Everything is float32 in and out but `tokens`, whatever a graph computes in:

    text      tokens int64 (N, 77)                       -> embedding (N, 77, C)
    control   latent (N, 4, h, w), time (N,),            -> down_00, down_01, ..., middle
              embedding (N, 77, C), sketch (N, 3, H, W),
              strength (1,)
    control   sketch (N, 1 or 3, H, W), strength (1,)    -> adapter_0, adapter_1, ...
              (of a T2I-Adapter: once a sketch)
    unet      latent, time, embedding, and every output  -> predicted (N, 4, h, w)
              of `control` under its own name
    decoder   latent (N, 4, h, w)                        -> picture (N, 3, H, W), about -1..1
    encoder   picture (N, 3, H, W), -1..1                -> latent (N, 4, h, w)
    house     sketch, noise, t, words int64, mood int64  -> clean, drawn: see engines/training/network

`time` is the scheduler's timestep, 0..999, as a float. `latent` has the UNet's scale: decoder and
encoder divide and multiply by the scaling factor themselves. `sketch` is 0..1, lines bright on
black, as the networks were trained. `strength` is what diffusers calls the conditioning scale: 0
gives residuals of zeros. `predicted` is what the scheduler calls the model's output.
"""
