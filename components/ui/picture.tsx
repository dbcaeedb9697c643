import clsx from 'clsx';

/**
 * A picture of the house: 4:5 WebP files that the master serves from disk, small enough to be sent as
 * they are. `alt` empty where words beside it say the same.
 */
export function Picture(props: {
  src: string;
  alt: string;
  className?: string;
  /** Above the fold: fetched first instead of when near. */
  isFirst?: boolean;
}) {
  return (
    <img
      src={props.src}
      alt={props.alt}
      width={1200}
      height={1500}
      loading={props.isFirst ? 'eager' : 'lazy'}
      decoding="async"
      fetchPriority={props.isFirst ? 'high' : 'auto'}
      className={clsx('bg-sunk object-cover', props.className)}
    />
  );
}
