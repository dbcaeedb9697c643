/** A small picture of the house; its words stand beside it. A sunk block where there is none. */
export function Thumb(props: { src: string | undefined; width: number; className?: string }) {
  const { src, width, className = '' } = props;
  const height = (width * 5) / 4;
  if (!src) return <span className={`block bg-sunk ${className}`} style={{ width, height }} />;
  return (
    <img
      src={src}
      alt=""
      width={width}
      height={height}
      loading="lazy"
      className={`bg-sunk object-cover ${className}`}
    />
  );
}
