// The page's own icons, drawn with the text colour. They are decoration: the control around an icon
// carries its name.

import type { ComponentChildren } from 'preact'

function Icon({ children, size = 20 }: { children: ComponentChildren; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

export const BackIcon = () => (
  <Icon>
    <path d="M15 5l-7 7 7 7" />
  </Icon>
)
export const SendIcon = () => (
  <Icon>
    <path d="M4 12l16-8-5 17-4-7z M11 14l9-10" />
  </Icon>
)
export const SmileIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M8 14.5c1 1.5 2.5 2 4 2s3-.5 4-2M9 9.5v.01M15 9.5v.01" />
  </Icon>
)
export const DownIcon = () => (
  <Icon size={18}>
    <path d="M12 5v14M6 13l6 6 6-6" />
  </Icon>
)
export const CloseIcon = () => (
  <Icon size={18}>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
)
export const LeaveIcon = () => (
  <Icon>
    <path d="M14 4h-8v16h8M10 12h11M17 8l4 4-4 4" />
  </Icon>
)
export const SunIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4" />
  </Icon>
)
export const MoonIcon = () => (
  <Icon>
    <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z" />
  </Icon>
)
export const ScreenIcon = () => (
  <Icon>
    <rect x="3" y="4" width="18" height="12" rx="2" />
    <path d="M9 20h6M12 16v4" />
  </Icon>
)
export const ClockIcon = () => (
  <Icon size={14}>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7v5l3 2" />
  </Icon>
)
export const CheckIcon = () => (
  <Icon size={14}>
    <path d="M4 13l5 5L20 6" />
  </Icon>
)
export const DoubleCheckIcon = () => (
  <Icon size={16}>
    <path d="M1 13l5 5L16 6M11.5 16.5L13 18 23 6" />
  </Icon>
)
export const AlertIcon = () => (
  <Icon size={16}>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7v6M12 16.5v.01" />
  </Icon>
)
export const PlusIcon = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
)
export const MicIcon = () => (
  <Icon>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </Icon>
)
export const PlayIcon = () => (
  <Icon>
    <path d="M8 5l11 7-11 7z" fill="currentColor" />
  </Icon>
)
export const PauseIcon = () => (
  <Icon>
    <path d="M8.5 6v12M15.5 6v12" stroke-width="3" />
  </Icon>
)
export const FileIcon = () => (
  <Icon>
    <path d="M14 3H7a1.5 1.5 0 0 0-1.5 1.5v15A1.5 1.5 0 0 0 7 21h10a1.5 1.5 0 0 0 1.5-1.5V7.5zM14 3v4.5h4.5" />
  </Icon>
)
export const DownloadIcon = () => (
  <Icon>
    <path d="M12 4v11M7 10.5l5 5 5-5M5 20h14" />
  </Icon>
)
export const ForwardIcon = () => (
  <Icon>
    <path d="M9 5l7 7-7 7" />
  </Icon>
)
export const MoreIcon = () => (
  <Icon>
    <path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3" />
  </Icon>
)
export const StarIcon = ({ size }: { size?: number }) => (
  <Icon size={size}>
    <path d="M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z" />
  </Icon>
)
export const PinnedIcon = () => (
  <Icon size={14}>
    <path d="M9 3h6l-1 7 4 4H6l4-4zM12 14v7" />
  </Icon>
)
export const BellIcon = () => (
  <Icon>
    <path d="M5 17h14M7.5 17v-6a4.5 4.5 0 0 1 9 0v6M10.5 20.5h3" />
  </Icon>
)
export const PeopleIcon = () => (
  <Icon>
    <circle cx="9" cy="8.5" r="3.5" />
    <path d="M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M15.5 5.2a3.5 3.5 0 0 1 0 6.6M18.5 14.4c2 .8 3 2.6 3 5.6" />
  </Icon>
)
export const MutedIcon = () => (
  <Icon size={14}>
    <path d="M6 17h12M8 17v-6a4 4 0 0 1 8 0v6M10.5 20h3M4 4l16 16" />
  </Icon>
)
