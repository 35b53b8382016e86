import { accessibility } from '../guide/accessibility.ts'
import { tellPage } from '../guide/GuidePage.tsx'
import { looks } from '../guide/looks.ts'
import { theming } from '../guide/theming.ts'
import { toolViews } from '../guide/toolViews.ts'

const meta = { title: 'Guide/Guide' }

export default meta

export const WhyItLooksLikeThis = tellPage(looks)
export const Theming = tellPage(theming)
export const Accessibility = tellPage(accessibility)
export const WritingAToolView = tellPage(toolViews)
