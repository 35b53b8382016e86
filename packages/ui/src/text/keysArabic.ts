import type { KeyMessages } from './KeyMessages.ts'

/** The texts of the map of keys in Arabic. The keys bear Latin names there too. */
export const keysArabic: KeyMessages = {
  keys: 'اختصارات لوحة المفاتيح',
  keysClose: 'إغلاق',
  keyGroups: {
    composer: 'أثناء الكتابة',
    thread: 'على رسالة',
    find: 'البحث',
    keys: 'خارج حقول الكتابة',
  },
  keyActions: {
    send: 'إرسال',
    newLine: 'سطر جديد',
    recall: 'ما قلته من قبل، في حقل فارغ',
    complete: 'اختيار المقترح',
    nextRow: 'الرسالة التالية أو السابقة',
    ends: 'أول رسالة أو أحدثها',
    fromInside: 'الرسالة السابقة أو التالية، من داخل رسالة',
    leaveRow: 'العودة إلى المحادثة',
    find: 'البحث في المحادثة',
    findNext: 'النتيجة التالية',
    findPrevious: 'النتيجة السابقة',
    findClose: 'إنهاء البحث',
    keys: 'عرض هذه الاختصارات',
  },
  keyNames: {
    enter: 'Enter',
    shift: 'Shift',
    control: 'Ctrl',
    command: '⌘',
    escape: 'Esc',
    tab: 'Tab',
    home: 'Home',
    end: 'End',
    pageUp: 'Page Up',
    pageDown: 'Page Down',
  },
}
