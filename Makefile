# SPDX-License-Identifier: GPL-2.0
#
# ovtun out of tree: the verbs of the project. `make help` lists them.
#
# The kernel to build for is KDIR (default: the running kernel's build
# directory), or KVER=6.1|6.12|7.3, which stands for a Debian kernel that
# tools/vm/kernel keeps in its cache, or for one of tools/debug: 7.3-memory.

# The sources are compiled through links in build/<release>/src, so that every
# kernel has its own objects and none is left beside the sources.

override TOP := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))

PREFIX		?= /usr/local
SBINDIR		?= $(PREFIX)/sbin
MANDIR		?= $(PREFIX)/share/man
COMPLETIONDIR	?= $(PREFIX)/share/bash-completion/completions
DESTDIR		?=
INSTALL		?= install
IP		?= ip
BUILD		= $(TOP)/build

# Only a verb that needs a kernel may ask for one: `make help` or `make
# plugin` must work without, and asking for KVER may download.
ifneq ($(KVER),)
KDIR = $(eval KDIR := $$(shell $(TOP)/tools/vm/kernel kdir $(KVER)))$(KDIR)
else
KDIR ?= /lib/modules/$(shell uname -r)/build
endif

# What `uname -r` says on that kernel. On Debian's 6.1 this header alone knows:
# the other places have the upstream version.
UTSRELEASE = $(KDIR)/include/generated/utsrelease.h
RELEASE = $(eval RELEASE := $$(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(UTSRELEASE)))$(RELEASE)

# The build directory of user-mode Linux does not say by itself what it is for.
KBUILD	= $(MAKE) -C $(KDIR) $(if $(wildcard $(KDIR)/include/config/UML),ARCH=um)

OBJ	= $(BUILD)/$(RELEASE)
MODULE	= $(OBJ)/ovtun.ko
PLUGIN	= $(BUILD)/link_ovtun.so
CONTROL	= $(BUILD)/ovtunctl
MAN8	= $(wildcard $(TOP)/Documentation/man/*.8)

# The directory that the installed `ip` was compiled to take plugins from.
# IP_LIB_DIR is the variable with which `ip` itself is told another one.
IP_BINARY  = $(shell command -v $(IP) || command -v /sbin/$(IP))
PLUGIN_DIR = $(or $(IP_LIB_DIR),$(shell $(TOP)/tools/ip-plugin-dir $(IP_BINARY)))

SOURCES	= drivers include Kbuild $(notdir $(wildcard $(TOP)/Kbuild.compat))

.PHONY: all module plugin ovtunctl install install-module install-plugin
.PHONY: install-ovtunctl install-man
.PHONY: bench bench-quick bench-baseline bench-profile
.PHONY: check check-quick check-peers kunit fuzz soak coverage
.PHONY: demo shell clean help kernel links

all: module plugin ovtunctl

help:
	@echo 'make [KDIR=DIR | KVER=6.1|6.12|7.3]   module, ip plugin, ovtunctl, in build/'
	@echo 'make module | plugin | ovtunctl       one of them'
	@echo 'make install [DESTDIR=] [PREFIX=]     all of them and manual pages'
	@echo '     [IP_LIB_DIR=]                    (plugin directory, if not the one of ip)'
	@echo 'make check                            every test; the last line is the result'
	@echo 'make check-quick                      the tests that need no virtual machine'
	@echo 'make check CHECKS="NAME..."           only these (tools/check/list has the names)'
	@echo 'make fuzz [TIME=SECONDS]              random input, so long by each fuzzer (60)'
	@echo 'make kunit                            the unit tests inside the module'
	@echo 'make soak [KVER=7.3-locking]          churn, numbers and load, on two processors'
	@echo 'make coverage                         which lines and branches the tests execute'
	@echo 'make check-peers [TESTS="FILE..."]     the kernel'\''s own tests of vxlan and gre'
	@echo 'make bench                            what a packet costs, beside vxlan and gre'
	@echo 'make bench-quick | bench-baseline     compare with the last baseline | set it'
	@echo 'make bench-profile [CASES="NAME..."]   which functions a packet spends it in'
	@echo 'make demo                             three hosts, two tenants, real traffic'
	@echo 'make shell                            a prompt inside the demo'
	@echo 'make clean                            remove build/'

kernel:
	@test -f "$(UTSRELEASE)" || { \
		echo 'ovtun: no kernel build directory at $(KDIR);' \
		     'set KDIR=, or KVER=6.12 for a Debian kernel' >&2; \
		exit 1; }

links: kernel
	@mkdir -p $(OBJ)/src
	@cd $(TOP) && cp -rsf $(SOURCES:%=$(TOP)/%) $(OBJ)/src/
	@find $(OBJ)/src -xtype l -delete

module: links
	+$(KBUILD) M=$(OBJ)/src modules
	@cp $(OBJ)/src/drivers/net/ovtun/ovtun.ko $(MODULE)
	@echo 'module: $(MODULE)'

plugin:
	@$(MAKE) --no-print-directory -C $(TOP)/tools/iproute2 O=$(BUILD)
	@echo 'plugin: $(PLUGIN)'

ovtunctl:
	@$(MAKE) --no-print-directory -C $(TOP)/tools/ovtunctl O=$(BUILD)
	@echo 'ovtunctl: $(CONTROL)'

install: install-module install-plugin install-ovtunctl install-man

install-module: module
	$(INSTALL) -D -m 644 $(MODULE) \
		$(DESTDIR)/lib/modules/$(RELEASE)/updates/ovtun.ko
	$(if $(DESTDIR),,depmod -a $(RELEASE))
	@echo 'module: $(DESTDIR)/lib/modules/$(RELEASE)/updates/ovtun.ko'

install-plugin: plugin
	@test -n '$(PLUGIN_DIR)' || { \
		echo 'ovtun: cannot tell where ip looks for plugins; set IP_LIB_DIR=' >&2; \
		exit 1; }
	$(INSTALL) -D -m 644 $(PLUGIN) $(DESTDIR)$(PLUGIN_DIR)/link_ovtun.so
	@echo 'plugin: $(DESTDIR)$(PLUGIN_DIR)/link_ovtun.so'

install-ovtunctl: ovtunctl
	$(INSTALL) -D $(CONTROL) $(DESTDIR)$(SBINDIR)/ovtunctl
	$(INSTALL) -D -m 644 $(TOP)/tools/ovtunctl/ovtunctl.bash-completion \
		$(DESTDIR)$(COMPLETIONDIR)/ovtunctl
	@echo 'ovtunctl: $(DESTDIR)$(SBINDIR)/ovtunctl'

install-man:
	$(INSTALL) -d $(DESTDIR)$(MANDIR)/man8
	$(INSTALL) -m 644 $(MAN8) $(DESTDIR)$(MANDIR)/man8
	@echo 'manual: $(MAN8:$(TOP)/Documentation/man/%=$(DESTDIR)$(MANDIR)/man8/%)'

check:
	@$(TOP)/tools/check/run $(CHECKS)

check-quick:
	@$(TOP)/tools/check/run --quick

TIME ?= 60

fuzz:
	@$(TOP)/tools/fuzz/all $(TIME)

# What these need beyond a compiler is installed first.
SETUP = cd $(TOP) && tools/vm/setup

kunit:
	@$(SETUP) && tools/check/kunit 7.3-memory

soak:
	@$(SETUP) && tools/check/soak $(or $(KVER),7.3-coverage)

coverage:
	@$(SETUP) && tools/debug/coverage

check-peers:
	@$(TOP)/tools/peers/run $(TESTS)

bench:
	@$(SETUP) && tools/bench/run $(CASES)

bench-quick:
	@$(SETUP) && tools/bench/run --quick

bench-baseline:
	@$(SETUP) && tools/bench/run --baseline

bench-profile:
	@$(SETUP) && tools/bench/profile $(if $(KVER),-k $(KVER)) $(CASES)

demo:
	@$(TOP)/tools/demo/demo

shell:
	@$(TOP)/tools/demo/demo --shell

clean:
	rm -rf $(BUILD)
