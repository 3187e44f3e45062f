package dev.mlintern.localhub.viewer.parquet;

import dev.mlintern.localhub.viewer.rows.BadData;
import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Unpacks the pages of Parquet files without native libraries: Snappy, Zstandard, LZ4 (raw) and
/// gzip.
final class PageCodecs implements CompressionCodecFactory {
  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case SNAPPY -> new Unpacker(new SnappyDecompressor());
      case ZSTD -> new Unpacker(new ZstdDecompressor());
      case LZ4_RAW -> new Unpacker(new Lz4Decompressor());
      case GZIP -> new Gunzip();
      case UNCOMPRESSED -> new AsIs();
      default -> throw new BadData("Parquet pages packed with " + codec + " cannot be read here");
    };
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("this Hub only reads Parquet");
  }

  @Override
  public void release() {}

  private record Unpacker(Decompressor codec) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput packed, int size) throws IOException {
      byte[] in = bytes(packed);
      byte[] out = new byte[size];
      codec.decompress(in, 0, in.length, out, 0, size);
      return BytesInput.from(out);
    }

    @Override
    public void decompress(ByteBuffer in, int packedSize, ByteBuffer out, int size)
        throws IOException {
      copy(this, in, packedSize, out, size);
    }

    @Override
    public void release() {}
  }

  private record Gunzip() implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput packed, int size) throws IOException {
      try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes(packed)))) {
        return BytesInput.from(in.readNBytes(size));
      }
    }

    @Override
    public void decompress(ByteBuffer in, int packedSize, ByteBuffer out, int size)
        throws IOException {
      copy(this, in, packedSize, out, size);
    }

    @Override
    public void release() {}
  }

  private record AsIs() implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput packed, int size) {
      return packed;
    }

    @Override
    public void decompress(ByteBuffer in, int packedSize, ByteBuffer out, int size) {
      out.put(in);
    }

    @Override
    public void release() {}
  }

  private static void copy(
      BytesInputDecompressor codec, ByteBuffer in, int packedSize, ByteBuffer out, int size)
      throws IOException {
    byte[] packed = new byte[packedSize];
    in.get(packed);
    out.put(bytes(codec.decompress(BytesInput.from(packed), size)));
  }

  private static byte[] bytes(BytesInput input) throws IOException {
    try (var in = input.toInputStream()) {
      return in.readNBytes(Math.toIntExact(input.size()));
    }
  }
}
