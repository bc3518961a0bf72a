# The entry of the program: calls `run` and exits with its result (Linux on x86-64).
    .globl _start
_start:
    xor     %ebp, %ebp
    call    run
    mov     %eax, %edi
    mov     $60, %eax
    syscall
    .section .note.GNU-stack, "", @progbits
