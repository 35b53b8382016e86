import { chatAgent, think } from '../../backends/cloudflare/subject.ts'
import { defineScenarios } from '../../backends/stage/defineScenarios.ts'

defineScenarios(chatAgent, 'C7')
defineScenarios(think, 'C7')
