//! Pictures to test with, and people who send them.

use std::io::Cursor;

use serde_json::{Value, json};

use crate::{Actor, Face, Reply, TestApp, id_of};

/// A PNG of this size, coloured by place.
#[must_use]
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&pixels(width, height)).unwrap();
    bytes
}

/// A JPEG of this size, with these Exif data.
#[must_use]
pub fn jpeg(width: u16, height: u16, exif: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    if !exif.is_empty() {
        encoder.add_exif_metadata(exif).unwrap();
    }
    let pixels = pixels(width.into(), height.into());
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

/// A JPEG of noise, as long as its pixels are many.
#[must_use]
pub fn noisy_jpeg(width: u16, height: u16) -> Vec<u8> {
    use rand::{Rng, SeedableRng, rngs::StdRng};
    let mut pixels = vec![0_u8; usize::from(width) * usize::from(height) * 3];
    StdRng::seed_from_u64(7).fill_bytes(&mut pixels);
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

/// A progressive JPEG of this size.
#[must_use]
pub fn progressive_jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.set_progressive(true);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    let pixels = pixels(width.into(), height.into());
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

/// A lossless WebP of this size.
#[must_use]
pub fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = image_webp::WebPEncoder::new(&mut bytes);
    encoder.encode(&pixels(width, height), width, height, image_webp::ColorType::Rgb8).unwrap();
    bytes
}

/// A GIF of this size in one colour, with a comment behind it.
#[must_use]
pub fn gif(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, width, height, &[200, 30, 30]).unwrap();
    let buffer = vec![0; usize::from(width) * usize::from(height)];
    encoder.write_frame(&gif::Frame { width, height, buffer: buffer.into(), ..gif::Frame::default() }).unwrap();
    drop(encoder);
    bytes
}

/// A red left half and a blue right half, with a gradient from top to bottom.
fn pixels(width: u32, height: u32) -> Vec<u8> {
    let row = |y: u32| {
        let green = u8::try_from(u64::from(y) * 100 / u64::from(height)).unwrap_or(0);
        (0..width).flat_map(move |x| if x * 2 < width { [220, green, 20] } else { [20, green, 220] })
    };
    (0..height).flat_map(row).collect()
}

/// The width, height and pixels (red, green, blue) of a JPEG.
#[must_use]
pub fn decoded(jpeg: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut decoder = jpeg_decoder::Decoder::new(Cursor::new(jpeg));
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    (info.width.into(), info.height.into(), pixels)
}

impl Actor {
    /// A ticket for a picture of this length.
    pub async fn ticket(&self, size: usize) -> Value {
        let input = json!({ "filename": "cat.png", "mediaType": "image/png", "size": size });
        self.call("createMedia", json!({ "input": input })).await.ok()["media"].clone()
    }

    /// Sends bytes to a ticket.
    pub async fn upload(&self, media: &Value, bytes: &[u8]) -> Reply {
        let path = format!("/v1/media/{}/content", media["id"].as_str().unwrap());
        self.request("PUT", &path).body(bytes).send().await
    }

    /// Sends a part of a file of so many bytes.
    pub async fn upload_part(&self, media: &Value, bytes: &[u8], start: usize, whole: usize) -> Reply {
        let path = format!("/v1/media/{}/content", media["id"].as_str().unwrap());
        let range = format!("bytes {start}-{}/{whole}", start + bytes.len() - 1);
        self.request("PUT", &path).header("content-range", &range).body(bytes).send().await
    }

    /// A medium whose bytes have arrived; its job has been enqueued and has not run.
    pub async fn sent(&self, bytes: &[u8]) -> Value {
        let media = self.ticket(bytes.len()).await;
        self.upload(&media, bytes).await.expect(200);
        self.call("completeMedia", id_of(&media)).await.ok();
        media
    }

    /// What became of a picture that this person sent. Runs the jobs that are due.
    pub async fn picture(&self, app: &TestApp, bytes: &[u8]) -> Value {
        let media = self.sent(bytes).await;
        app.run_jobs().await;
        self.through(Face::Rest).call("media", id_of(&media)).await.ok()
    }
}
