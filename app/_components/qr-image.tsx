/** A QR code as a picture of one path: dark on light in both schemes, for that is what cameras read. */

export interface QrImageProps {
  /** How many modules wide and high, quiet zone included. */
  size: number;
  /** Draws the dark modules, one unit each. */
  path: string;
  label: string;
}

export function QrImage({ size, path, label }: QrImageProps) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      style={{ width: "100%", maxWidth: 240, aspectRatio: "1", background: "#fff", borderRadius: 8 }}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
